-- Second factors of accounts, of staff and of the portal (`kind`, as in signed_in): the secret of an authenticator app,
-- recovery codes, passkeys, and that somebody had theirs taken away. What each is stands sealed under the account's key;
-- `finder` is a keyed hash of a passkey's id, so that no two accounts have the same.
CREATE TABLE factor (
  id {blob} PRIMARY KEY,
  kind TEXT NOT NULL,
  holder {blob} NOT NULL,
  form TEXT NOT NULL,
  made {int} NOT NULL,
  finder {blob},
  sealed {blob} NOT NULL,
  digest {blob} NOT NULL
) {strict};
CREATE INDEX factor_holder ON factor (kind, holder);
CREATE UNIQUE INDEX factor_finder ON factor (finder) WHERE finder IS NOT NULL;
CREATE UNIQUE INDEX factor_digest ON factor (digest);

-- What was used last, so that it is not used again: the step of a code, the count of a passkey.
CREATE TABLE factor_use (
  factor {blob} PRIMARY KEY,
  mark {int} NOT NULL,
  at {int} NOT NULL,
  stamp {blob} NOT NULL
) {strict};

-- When whoever is signed in showed last that it is them, and in which browser it began, sealed. The stamp covers both:
-- who was signed in before this migration signs in once more.
ALTER TABLE signed_in ADD COLUMN proved {int} NOT NULL DEFAULT 0;
ALTER TABLE signed_in ADD COLUMN place {blob};
