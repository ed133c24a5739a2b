-- Documents: which file of <home>/files/ belongs to which record, and how long the file is, sealed. What it is called,
-- of which kind it is and its key are sealed in the record.
CREATE TABLE document (
  file {blob} PRIMARY KEY,
  record {blob} NOT NULL,
  stored {int} NOT NULL,
  digest {blob} NOT NULL
) {strict};
CREATE UNIQUE INDEX document_digest ON document (digest);
CREATE INDEX document_record ON document (record);

-- Files of records that are gone, which are yet to be unlinked. A note to the program itself: nothing rests on it.
CREATE TABLE document_gone (
  file {blob} PRIMARY KEY,
  since {int} NOT NULL
) {strict};

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
  UNION ALL SELECT digest, 'log before a restore', digest FROM log_before
  UNION ALL SELECT digest, 'document', file FROM document;
