-- Holds: what must not be destroyed for now, why (in words, in a file of its own), and when somebody looks at it
-- again. No record and no category: everything about the person.
CREATE TABLE hold (
  id {blob} PRIMARY KEY,
  subject {blob} NOT NULL,
  kind TEXT NOT NULL,
  record {blob},
  category TEXT NOT NULL,
  file {blob} NOT NULL,
  placed_by {blob},
  since {int} NOT NULL,
  review TEXT NOT NULL,
  until {int},
  lifted_by {blob},
  digest {blob} NOT NULL
) {strict};
CREATE UNIQUE INDEX hold_digest ON hold (digest);
CREATE INDEX hold_subject ON hold (subject);
CREATE INDEX hold_record ON hold (record) WHERE record IS NOT NULL;
CREATE INDEX hold_file ON hold (file);

-- What people decided about what is due (destroy, keep, anonymise) or held (override), and who agreed. The reasons
-- stand in the file.
CREATE TABLE disposal_decision (
  id {blob} PRIMARY KEY,
  subject {blob} NOT NULL,
  kind TEXT NOT NULL,
  rule TEXT NOT NULL,
  hold {blob},
  record {blob},
  until TEXT NOT NULL,
  file {blob} NOT NULL,
  staff {blob} NOT NULL,
  at {int} NOT NULL,
  second {blob},
  second_at {int},
  digest {blob} NOT NULL
) {strict};
CREATE UNIQUE INDEX disposal_decision_digest ON disposal_decision (digest);
CREATE INDEX disposal_decision_subject ON disposal_decision (subject, at);

-- Keyed hashes of the identifiers of people who were erased and must not come back unnoticed. They go with the file.
CREATE TABLE suppression (
  hash {blob} NOT NULL,
  file {blob} NOT NULL,
  reason TEXT NOT NULL,
  at {int} NOT NULL,
  digest {blob} NOT NULL,
  PRIMARY KEY (hash, file)
) {clustered};
CREATE UNIQUE INDEX suppression_digest ON suppression (digest);
CREATE INDEX suppression_file ON suppression (file);

-- How many accountability files went when their time was over: nothing else of them is left.
CREATE TABLE file_gone (
  kind TEXT NOT NULL,
  year {int} NOT NULL,
  files {int} NOT NULL,
  PRIMARY KEY (kind, year)
) {clustered};
