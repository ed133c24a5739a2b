-- What is shared with a person: they see it at once on the portal, because staff say so (`staff`) or because it went out to
-- them in a pack (`request`). Why, what was weighed, and why it ended are sealed.
CREATE TABLE shared_record (
  id {blob} PRIMARY KEY,
  record {blob} NOT NULL,
  subject {blob} NOT NULL,
  since {int} NOT NULL,
  until {int},
  staff {blob},
  request {blob},
  ended_by {blob},
  sealed {blob} NOT NULL,
  digest {blob} NOT NULL
) {strict};
CREATE UNIQUE INDEX shared_record_digest ON shared_record (digest);
CREATE INDEX shared_record_subject ON shared_record (subject);
CREATE INDEX shared_record_record ON shared_record (record);
