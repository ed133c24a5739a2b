-- Every row that the log answers for, by its digest: audit_sealed lists the same ones, or something was put
-- in, changed or taken away from outside. A digest is unique because a row's id or time is part of it.
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
  UNION ALL SELECT digest, 'broken glass', id FROM break_glass;

CREATE UNIQUE INDEX subject_digest ON subject (digest);
CREATE UNIQUE INDEX enrolment_digest ON enrolment (digest);
CREATE UNIQUE INDEX standing_digest ON standing (digest);
CREATE UNIQUE INDEX staff_digest ON staff (digest);
CREATE UNIQUE INDEX staff_role_digest ON staff_role (digest);
CREATE UNIQUE INDEX assignment_digest ON assignment (digest);
CREATE UNIQUE INDEX closed_relation_digest ON closed_relation (digest);
CREATE UNIQUE INDEX file_digest ON file (digest);
CREATE UNIQUE INDEX break_glass_digest ON break_glass (digest);
