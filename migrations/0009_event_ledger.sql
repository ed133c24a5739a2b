-- What must be done again when a backup from before it is restored: erasures, restrictions, objections, holds,
-- consents withdrawn, accounts ended. Each event is sealed; copies stand outside the database, and go on being
-- counted where it ends.
CREATE TABLE event_ledger (
  seq {int} PRIMARY KEY,
  sealed {blob} NOT NULL
) {strict};
