-- Accountability files: the proof of having handled someone (a request, its letters, a disposal), kept apart
-- from what is held about them, sealed under a key of the file's own.
CREATE TABLE file (
  id {blob} PRIMARY KEY,
  kind TEXT NOT NULL,
  subject {blob},
  opened {int} NOT NULL,
  digest {blob} NOT NULL
) {strict};
CREATE INDEX file_subject ON file (subject);

CREATE TABLE file_event (
  file {blob} NOT NULL,
  seq {int} NOT NULL,
  kind TEXT NOT NULL,
  at {int} NOT NULL,
  body {blob} NOT NULL,
  digest {blob} NOT NULL,
  PRIMARY KEY (file, seq)
) {strict};

-- People of whom less than everything was destroyed: what remains gets a new generation of their key before
-- the epoch closes, so that the old one can go.
CREATE TABLE reseal_due (
  subject {blob} PRIMARY KEY,
  since {int} NOT NULL
) {strict};
