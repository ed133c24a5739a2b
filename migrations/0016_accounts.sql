-- Who is signed in: staff and the people who use the portal, each kind apart. (The table "session" of
-- earlier versions is left for a node that is one version older, and goes with the next.)
CREATE TABLE signed_in (
  token_hash {blob} PRIMARY KEY,
  kind TEXT NOT NULL,
  holder {blob} NOT NULL,
  csrf {blob} NOT NULL,
  begun {int} NOT NULL,
  seen {int} NOT NULL,
  stamp {blob} NOT NULL
) {strict};
CREATE INDEX signed_in_holder ON signed_in (kind, holder);

-- Accounts of the people who use the portal. Whose they are is sealed; an account is found by the token of its
-- e-mail address. It belongs to one data subject, whose erasure or death ends it.
CREATE TABLE account (
  id {blob} PRIMARY KEY,
  subject {blob} NOT NULL,
  profile {blob} NOT NULL,
  password TEXT NOT NULL,
  created {int} NOT NULL,
  digest {blob} NOT NULL
) {strict};
CREATE UNIQUE INDEX account_subject ON account (subject);

CREATE TABLE account_token (
  token {blob} PRIMARY KEY,
  account {blob} NOT NULL
) {strict};

-- Codes that let somebody make the account of one person, given to them by staff. Only a hash is kept.
CREATE TABLE account_invitation (
  code_hash {blob} PRIMARY KEY,
  subject {blob} NOT NULL,
  made {int} NOT NULL,
  digest {blob} NOT NULL
) {strict};
CREATE INDEX account_invitation_subject ON account_invitation (subject);

CREATE UNIQUE INDEX account_digest ON account (digest);
CREATE UNIQUE INDEX account_invitation_digest ON account_invitation (digest);

DROP VIEW lost_row;
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
  UNION ALL SELECT digest, 'invitation of a person', subject FROM account_invitation;

CREATE VIEW lost_row AS
  SELECT digest FROM audit_sealed WHERE destroyed_by IS NULL EXCEPT SELECT digest FROM logged_row;
