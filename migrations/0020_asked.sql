-- What somebody types on the website and has not sent yet: sealed under a key that only their browser, or a code on
-- their paper, holds. It goes by itself (`until`).
CREATE TABLE draft (
  finder {blob} PRIMARY KEY,
  version {int} NOT NULL,
  body {blob} NOT NULL,
  until {int} NOT NULL
) {strict};
CREATE INDEX draft_until ON draft (until);

-- By which reference and code, together, what was sent is found again: an HMAC of the two, and one that binds the file.
CREATE TABLE asked (
  finder {blob} PRIMARY KEY,
  file {blob} NOT NULL,
  proof {blob} NOT NULL
) {strict};
CREATE INDEX asked_file ON asked (file);

CREATE INDEX file_kind ON file (kind, opened, id);
