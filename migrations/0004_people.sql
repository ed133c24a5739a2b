-- Consent as events, never as a flag: what was asked, in which wording, what was answered, how and when.
CREATE TABLE consent_event (
  id {blob} PRIMARY KEY,
  subject {blob} NOT NULL,
  seq {int} NOT NULL,
  consent TEXT NOT NULL,
  wording TEXT NOT NULL,
  event TEXT NOT NULL,
  at {int} NOT NULL,
  means TEXT NOT NULL,
  taken_by {blob},
  evidence {blob} NOT NULL,
  digest {blob} NOT NULL
) {strict};
CREATE UNIQUE INDEX consent_event_subject ON consent_event (subject, seq);

-- Restrictions, objections and holds: what stops a use or a deletion, until it is lifted.
CREATE TABLE standing (
  id {blob} PRIMARY KEY,
  subject {blob} NOT NULL,
  kind TEXT NOT NULL,
  scope TEXT NOT NULL,
  ground TEXT NOT NULL,
  since {int} NOT NULL,
  until {int},
  digest {blob} NOT NULL
) {strict};
CREATE INDEX standing_subject ON standing (subject);

-- Staff accounts. Names and login names are sealed; a login is found by its token.
CREATE TABLE staff (
  id {blob} PRIMARY KEY,
  profile {blob} NOT NULL,
  password TEXT,
  created {int} NOT NULL,
  ended {int},
  digest {blob} NOT NULL
) {strict};

CREATE TABLE staff_token (
  kind TEXT NOT NULL,
  token {blob} NOT NULL,
  staff {blob} NOT NULL,
  PRIMARY KEY (kind, token)
) {clustered};

CREATE TABLE staff_role (
  staff {blob} NOT NULL,
  role TEXT NOT NULL,
  since {int} NOT NULL,
  until {int},
  digest {blob} NOT NULL,
  PRIMARY KEY (staff, role, since)
) {clustered};

-- What makes a role reach someone: a person in one's caseload, a service, a site.
CREATE TABLE assignment (
  staff {blob} NOT NULL,
  kind TEXT NOT NULL,
  target {blob} NOT NULL,
  since {int} NOT NULL,
  until {int},
  digest {blob} NOT NULL,
  PRIMARY KEY (staff, kind, target, since)
) {clustered};

CREATE INDEX assignment_target ON assignment (target);

-- Whose records are closed to a member of staff: their own, relatives', declared conflicts.
CREATE TABLE closed_relation (
  staff {blob} NOT NULL,
  subject {blob} NOT NULL,
  kind TEXT NOT NULL,
  since {int} NOT NULL,
  digest {blob} NOT NULL,
  PRIMARY KEY (staff, subject)
) {clustered};

CREATE INDEX closed_relation_subject ON closed_relation (subject);

CREATE TABLE session (
  token_hash {blob} PRIMARY KEY,
  staff {blob} NOT NULL,
  csrf {blob} NOT NULL,
  begun {int} NOT NULL,
  seen {int} NOT NULL,
  stamp {blob} NOT NULL
) {strict};

CREATE TABLE sign_in_failure (
  token {blob} PRIMARY KEY,
  count {int} NOT NULL,
  last {int} NOT NULL
) {strict};

-- Break-glass: opened in one step, explained within 24 hours, reviewed by someone else.
CREATE TABLE break_glass (
  id {blob} PRIMARY KEY,
  staff {blob} NOT NULL,
  subject {blob} NOT NULL,
  ground TEXT NOT NULL,
  at {int} NOT NULL,
  words {blob},
  words_at {int},
  reviewed_by {blob},
  reviewed_at {int},
  outcome TEXT NOT NULL,
  digest {blob} NOT NULL
) {strict};
CREATE INDEX break_glass_subject ON break_glass (subject);
