-- Packs that wait to be fetched through the website, each under a key of its own and a code that only the person has
-- been told. Of the link and the code a keyed hash is kept. `taker` is who began to fetch it: a keyed hash too.
CREATE TABLE waiting_pack (
  id {blob} PRIMARY KEY,
  request {blob} NOT NULL,
  link_hash {blob} NOT NULL,
  code_hash {blob} NOT NULL,
  parts {int} NOT NULL,
  until {int} NOT NULL,
  taker {blob},
  taken {int},
  stamp {blob} NOT NULL
) {strict};
CREATE UNIQUE INDEX waiting_pack_link ON waiting_pack (link_hash);
CREATE INDEX waiting_pack_request ON waiting_pack (request);

CREATE TABLE waiting_part (
  pack {blob} NOT NULL,
  part {int} NOT NULL,
  sealed {blob} NOT NULL,
  PRIMARY KEY (pack, part)
) {strict};

-- What recipients are told by webhook (UK GDPR Article 19): a note of when to try next, nothing where it has ended. What
-- is told, to whom, and what came of it stands in the request.
CREATE TABLE telling (
  message {blob} PRIMARY KEY,
  request {blob} NOT NULL,
  tries {int} NOT NULL,
  due {int},
  turn {int} NOT NULL
) {strict};
CREATE INDEX telling_due ON telling (due);
