-- Logs that ended when a backup was restored: the last checkpoint of each that the restored database knows. The
-- entry that begins the log after it answers for the row.
CREATE TABLE log_before (
  origin TEXT PRIMARY KEY,
  note TEXT NOT NULL,
  digest {blob} NOT NULL
) {strict};
CREATE UNIQUE INDEX log_before_digest ON log_before (digest);

DROP VIEW logged_row;
CREATE VIEW logged_row AS
  SELECT digest, 'record' AS what, id FROM record
  UNION ALL SELECT digest, 'consent event', id FROM consent_event
  UNION ALL SELECT digest, 'file', id FROM file
  UNION ALL SELECT digest, 'event of file', file FROM file_event
  UNION ALL SELECT digest, 'person', id FROM subject
  UNION ALL SELECT digest, 'enrolment of person', subject FROM enrolment
  UNION ALL SELECT digest, 'restriction, objection or hold', id FROM standing
  UNION ALL SELECT digest, 'staff account', id FROM staff
  UNION ALL SELECT digest, 'role of staff account', staff FROM staff_role
  UNION ALL SELECT digest, 'assignment of staff account', staff FROM assignment
  UNION ALL SELECT digest, 'closed record for staff account', staff FROM closed_relation
  UNION ALL SELECT digest, 'broken glass', id FROM break_glass
  UNION ALL SELECT digest, 'version of the notice', digest FROM notice_version
  UNION ALL SELECT digest, 'event of a version of the notice', id FROM notice_event
  UNION ALL SELECT digest, 'notice told to person', subject FROM notice_told
  UNION ALL SELECT digest, 'log before a restore', digest FROM log_before;
