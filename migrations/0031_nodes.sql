-- Nodes over one database, each with its own copy of the key ledger. A change of the ledger goes to each of them sealed
-- to a public key that it uses once, and is forgotten here once it has been taken in.
CREATE TABLE ledger_node (
  id {blob} PRIMARY KEY,
  inbox {blob} NOT NULL,
  version {int} NOT NULL,
  joined {int} NOT NULL,
  parcel {blob},
  parcel_version {int} NOT NULL,
  digest {blob} NOT NULL
) {strict};
CREATE UNIQUE INDEX ledger_node_digest ON ledger_node (digest);

-- Which change of the key ledger is the last, and a keyed hash of what it says since then.
CREATE TABLE ledger_version (
  one {int} PRIMARY KEY CHECK (one = 1),
  version {int} NOT NULL,
  mark {blob} NOT NULL
) {strict};
