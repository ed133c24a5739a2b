-- The versions of the notice and what became of each: added, checked, signed, ratified, in force, superseded,
-- reviewed. Its text stands here so that every node has it; what the log answers for bears a stamp.
CREATE TABLE notice_version (
  hash TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  text {blob} NOT NULL,
  added {int} NOT NULL,
  digest {blob} NOT NULL
) {strict};
CREATE UNIQUE INDEX notice_version_digest ON notice_version (digest);

CREATE TABLE notice_event (
  id {blob} PRIMARY KEY,
  hash TEXT NOT NULL,
  kind TEXT NOT NULL,
  step TEXT NOT NULL,
  note TEXT NOT NULL,
  at {int} NOT NULL,
  staff {blob},
  digest {blob} NOT NULL
) {strict};
CREATE UNIQUE INDEX notice_event_digest ON notice_event (digest);
CREATE INDEX notice_event_hash ON notice_event (hash, at);

-- Who was shown which version, how and when.
CREATE TABLE notice_told (
  subject {blob} NOT NULL,
  hash TEXT NOT NULL,
  channel TEXT NOT NULL,
  at {int} NOT NULL,
  staff {blob},
  digest {blob} NOT NULL,
  PRIMARY KEY (subject, hash, channel)
) {clustered};
CREATE UNIQUE INDEX notice_told_digest ON notice_told (digest);

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
  UNION ALL SELECT digest, 'notice told to person', subject FROM notice_told;
