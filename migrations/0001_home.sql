-- What this home is, and the keys of those it knows: each wrapped under an epoch key of the key ledger.
CREATE TABLE home (
  name TEXT PRIMARY KEY,
  value {blob} NOT NULL
) {strict};

CREATE TABLE wrapped_key (
  owner {blob} NOT NULL,
  kind TEXT NOT NULL,
  generation {int} NOT NULL,
  epoch {int} NOT NULL,
  wrapped {blob} NOT NULL,
  PRIMARY KEY (owner, kind, generation)
) {clustered};
CREATE INDEX wrapped_key_epoch ON wrapped_key (epoch, owner);

-- The epochs that have begun: a key wrapped under an older one than the newest is refused.
CREATE TABLE key_epoch (
  epoch {int} PRIMARY KEY
) {strict};
