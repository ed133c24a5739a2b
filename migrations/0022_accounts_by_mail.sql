-- Accounts that somebody registered by e-mail belong to nobody until it is known who they are; and an account can be
-- locked by whoever reads its mail. Both kinds of row bear another stamp than those before (docs/formats/record-envelope.md).
-- The views stand again in 0024, with what is new in them.
DROP VIEW lost_row;
DROP VIEW logged_row;
ALTER TABLE account RENAME TO account_before;
CREATE TABLE account (
  id {blob} PRIMARY KEY,
  subject {blob},
  profile {blob} NOT NULL,
  password TEXT NOT NULL,
  created {int} NOT NULL,
  locked {int},
  digest {blob} NOT NULL
) {strict};
INSERT INTO account (id, subject, profile, password, created, digest)
  SELECT id, subject, profile, password, created, digest FROM account_before;
DROP TABLE account_before;
CREATE UNIQUE INDEX account_subject ON account (subject);
CREATE UNIQUE INDEX account_digest ON account (digest);

-- Links that were sent by e-mail: found by a keyed hash of their secret, sealed under a key made of it. Whose one is
-- does not stand here.
CREATE TABLE account_link (
  finder {blob} PRIMARY KEY,
  purpose TEXT NOT NULL,
  until {int} NOT NULL,
  sealed {blob} NOT NULL
) {strict};
CREATE INDEX account_link_until ON account_link (until);

-- What was asked on the website by somebody who was signed in; `proof` binds the two.
CREATE TABLE account_asked (
  file {blob} PRIMARY KEY,
  account {blob} NOT NULL,
  proof {blob} NOT NULL
) {strict};
CREATE INDEX account_asked_account ON account_asked (account);

-- By which ways somebody wants to be reached, and by which not; no row: they have not said.
CREATE TABLE contact_way (
  subject {blob} NOT NULL,
  way TEXT NOT NULL,
  allowed {int} NOT NULL,
  at {int} NOT NULL,
  digest {blob} NOT NULL,
  PRIMARY KEY (subject, way)
) {strict};
CREATE UNIQUE INDEX contact_way_digest ON contact_way (digest);
