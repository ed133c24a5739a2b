-- Data subjects and what is held about them. What says anything about a person is sealed; categories,
-- purposes and the moment of recording stand beside it so that rules can be applied without opening it.
CREATE TABLE subject (
  id {blob} PRIMARY KEY,
  kind TEXT NOT NULL,
  created {int} NOT NULL,
  merged_into {blob},
  digest {blob} NOT NULL
) {strict};
CREATE INDEX subject_merged ON subject (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE record (
  id {blob} PRIMARY KEY,
  version {int} NOT NULL,
  category TEXT NOT NULL,
  purpose TEXT NOT NULL,
  recorded_at {int} NOT NULL,
  digest {blob} NOT NULL,
  body {blob} NOT NULL
) {strict};

-- Whom a record is about (with its key, wrapped for them) and whom its words mention (no key).
CREATE TABLE record_person (
  subject {blob} NOT NULL,
  record {blob} NOT NULL,
  part TEXT NOT NULL,
  generation {int},
  wrapped {blob},
  PRIMARY KEY (subject, record)
) {clustered};
CREATE INDEX record_person_record ON record_person (record);

-- What became of a record's place: moved to the right person, merged, split.
CREATE TABLE record_event (
  id {blob} PRIMARY KEY,
  record {blob} NOT NULL,
  kind TEXT NOT NULL,
  at {int} NOT NULL,
  from_subject {blob},
  to_subject {blob}
) {strict};
CREATE INDEX record_event_record ON record_event (record);
CREATE INDEX record_event_from ON record_event (from_subject);
CREATE INDEX record_event_to ON record_event (to_subject);

CREATE TABLE search_token (
  kind TEXT NOT NULL,
  token {blob} NOT NULL,
  subject {blob} NOT NULL,
  PRIMARY KEY (kind, token, subject)
) {clustered};
CREATE INDEX search_token_subject ON search_token (subject);

-- Which service or site someone uses: what a worker's assignment to it reaches.
CREATE TABLE enrolment (
  subject {blob} NOT NULL,
  kind TEXT NOT NULL,
  place TEXT NOT NULL,
  since {int} NOT NULL,
  until {int},
  digest {blob} NOT NULL,
  PRIMARY KEY (subject, kind, place, since)
) {clustered};
