-- What happened in somebody's life that the rules on keeping look at: a case closed, a service ended, an account
-- used, what a rule names. Days of birth and death are sealed for the person, all others stand in plain as days
-- since 1970.
CREATE TABLE life_event (
  id {blob} PRIMARY KEY,
  subject {blob} NOT NULL,
  kind TEXT NOT NULL,
  rule TEXT NOT NULL,
  day {int},
  sealed {blob},
  recorded {int} NOT NULL,
  digest {blob} NOT NULL
) {strict};
CREATE UNIQUE INDEX life_event_digest ON life_event (digest);
CREATE INDEX life_event_subject ON life_event (subject);

-- Before which month nothing of a person can be past its last day, as months since the year 0: a hint that says whom
-- to look at, never the answer. `keeping` numbers the rules that it was worked out by; `turn` goes up with whatever
-- may bring an end nearer, so that nobody who looked before it sets the month afterwards.
CREATE TABLE due_hint (
  subject {blob} PRIMARY KEY,
  keeping {int} NOT NULL,
  month {int} NOT NULL,
  turn {int} NOT NULL
) {strict};
CREATE INDEX due_hint_month ON due_hint (keeping, month, subject);
INSERT INTO due_hint (subject, keeping, month, turn) SELECT id, -1, 0, 0 FROM subject WHERE merged_into IS NULL;

-- Records that cannot go without being looked at: those about several people, those that mention others, those that
-- somebody is found by.
ALTER TABLE record_person ADD COLUMN care {int} NOT NULL DEFAULT 1;
CREATE INDEX record_person_care ON record_person (subject, care, part) WHERE care = 1;

-- People whose keys are destroyed already and whose rows are still to go.
CREATE TABLE purge (
  subject {blob} PRIMARY KEY,
  file {blob} NOT NULL,
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
  UNION ALL SELECT digest, 'document', file FROM document
  UNION ALL SELECT digest, 'hold', id FROM hold
  UNION ALL SELECT digest, 'decision about what is due or held', id FROM disposal_decision
  UNION ALL SELECT digest, 'hash of an erased person', file FROM suppression
  UNION ALL SELECT digest, 'event of a person''s life', id FROM life_event;
