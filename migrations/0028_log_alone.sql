-- Each entry of the log names the rows that it wrote and destroyed; a list of them beside the log said the same again.
-- What of it was asked for by a row is kept there: the entry that speaks of an event of a file.
ALTER TABLE file_event ADD COLUMN entry {blob};
UPDATE file_event SET entry = (SELECT s.entry FROM audit_sealed s WHERE s.digest = file_event.digest);
DROP VIEW lost_row;
DROP TABLE audit_sealed;

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
  UNION ALL SELECT digest, 'document', file FROM document
  UNION ALL SELECT digest, 'hold', id FROM hold
  UNION ALL SELECT digest, 'decision about what is due or held', id FROM disposal_decision
  UNION ALL SELECT digest, 'hash of an erased person', file FROM suppression
  UNION ALL SELECT digest, 'event of a person''s life', id FROM life_event
  UNION ALL SELECT digest, 'account of a person', id FROM account
  UNION ALL SELECT digest, 'invitation of a person', subject FROM account_invitation
  UNION ALL SELECT digest, 'second factor', id FROM factor
  UNION ALL SELECT digest, 'way to reach a person', subject FROM contact_way
  UNION ALL SELECT digest, 'how a person is reached', subject FROM reaching
  UNION ALL SELECT digest, 'training of staff account', staff FROM staff_training
  UNION ALL SELECT digest, 'what is shared with a person', subject FROM shared_record;
