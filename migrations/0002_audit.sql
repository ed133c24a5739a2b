-- What was done with personal data. An entry is inserted by the transaction that did it; a sealer gives
-- it its number and leaf hash afterwards. A body may be pruned, the leaf hash stays.
CREATE TABLE audit_entry (
  id {blob} PRIMARY KEY,
  at {int} NOT NULL,
  seq {int},
  leaf {blob},
  body {blob}
) {strict};
CREATE UNIQUE INDEX audit_entry_seq ON audit_entry (seq) WHERE seq IS NOT NULL;
CREATE INDEX audit_entry_pending ON audit_entry (at, id) WHERE seq IS NULL;

-- Which entry wrote a sealed row, by the row's SHA-256, and which destroyed it.
CREATE TABLE audit_sealed (
  digest {blob} PRIMARY KEY,
  entry {blob} NOT NULL,
  destroyed_by {blob}
) {strict};
CREATE INDEX audit_sealed_entry ON audit_sealed (entry);
CREATE INDEX audit_sealed_destroyed ON audit_sealed (destroyed_by) WHERE destroyed_by IS NOT NULL;

-- The Merkle tree over the entries: how far it reaches, its tiles of up to 256 hashes, and what was signed.
CREATE TABLE log_head (
  one {int} PRIMARY KEY CHECK (one = 1),
  origin TEXT NOT NULL,
  size {int} NOT NULL,
  root {blob} NOT NULL
) {strict};

CREATE TABLE log_tile (
  level {int} NOT NULL,
  position {int} NOT NULL,
  hashes {blob} NOT NULL,
  PRIMARY KEY (level, position)
) {clustered};

CREATE TABLE log_checkpoint (
  size {int} PRIMARY KEY,
  note TEXT NOT NULL
) {strict};
