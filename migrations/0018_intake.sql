-- Imports: which file was read, told by keyed hashes of its bytes and of the mapping that it was read with, for whom
-- and where it came from. `obtained` counts days since 1970. Nothing of what the file says stands here.
CREATE TABLE intake_batch (
  id {blob} PRIMARY KEY,
  file {blob} NOT NULL,
  mapping {blob} NOT NULL,
  staff {blob} NOT NULL,
  purpose TEXT NOT NULL,
  source TEXT NOT NULL,
  obtained {int} NOT NULL,
  begun {int} NOT NULL,
  finished {int},
  undone {int},
  stamp {blob} NOT NULL
) {strict};
-- One file is being imported once at a time.
CREATE UNIQUE INDEX intake_batch_file ON intake_batch (file, mapping) WHERE undone IS NULL;

-- What each row of a file made, one line a step, in the transaction that made it: what is here is not done again. When
-- the person is erased the line stays and names nobody. `seq`: of a consent's event.
CREATE TABLE intake_made (
  batch {blob} NOT NULL,
  line {int} NOT NULL,
  step {int} NOT NULL,
  what TEXT NOT NULL,
  subject {blob},
  record {blob},
  seq {int},
  entry {blob} NOT NULL,
  at {int} NOT NULL,
  stamp {blob} NOT NULL,
  PRIMARY KEY (batch, line, step)
) {clustered};
CREATE INDEX intake_made_subject ON intake_made (subject);
