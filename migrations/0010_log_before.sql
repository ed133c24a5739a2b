-- Logs that ended when a backup was restored: the last checkpoint of each that the restored database knows. The
-- entry that begins the log after it answers for the row.
CREATE TABLE log_before (
  origin TEXT PRIMARY KEY,
  note TEXT NOT NULL,
  digest {blob} NOT NULL
) {strict};
