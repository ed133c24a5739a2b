-- The erasable index of the log: which entries concern whom, so that a person can be told who read what is
-- held about them. Goes with the person; the entries stay, unlinkable.
CREATE TABLE trail (
  subject {blob} NOT NULL,
  entry {blob} NOT NULL,
  at {int} NOT NULL,
  action TEXT NOT NULL,
  outcome TEXT NOT NULL,
  purpose TEXT NOT NULL,
  role TEXT NOT NULL,
  PRIMARY KEY (subject, entry)
) {clustered};

CREATE TABLE staff_trail (
  staff {blob} NOT NULL,
  entry {blob} NOT NULL,
  at {int} NOT NULL,
  PRIMARY KEY (staff, at, entry)
) {clustered};
