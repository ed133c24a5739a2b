-- Training that staff have done, by the rules of the notice; days count since 1970. Who gave it is sealed under the
-- account's key.
CREATE TABLE staff_training (
  id {blob} PRIMARY KEY,
  staff {blob} NOT NULL,
  rule TEXT NOT NULL,
  done {int} NOT NULL,
  until {int},
  sealed {blob} NOT NULL,
  recorded_by {blob} NOT NULL,
  at {int} NOT NULL,
  digest {blob} NOT NULL
) {strict};
CREATE UNIQUE INDEX staff_training_digest ON staff_training (digest);
CREATE INDEX staff_training_staff ON staff_training (staff);

-- An import that is being undone: from then on no row of it is done any more.
ALTER TABLE intake_batch ADD COLUMN undoing {int};
