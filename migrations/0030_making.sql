-- Packs that are made in the background: a note of what is being made, by whose turn it is and how far it is, nothing
-- where nothing is; what was asked for stands in the request. And what was made, each under a key of its own, until it
-- goes out or is made anew. `basis` is a hash of what it was made of.
CREATE TABLE making (
  request {blob} PRIMARY KEY,
  kind {int} NOT NULL,
  seq {int} NOT NULL,
  tries {int} NOT NULL,
  due {int} NOT NULL,
  done {int} NOT NULL,
  turn {int} NOT NULL
) {strict};
CREATE INDEX making_due ON making (due);

CREATE TABLE made_pack (
  id {blob} PRIMARY KEY,
  request {blob} NOT NULL,
  kind {int} NOT NULL,
  basis {blob} NOT NULL,
  parts {int} NOT NULL,
  made {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX made_pack_request ON made_pack (request, kind);

CREATE TABLE made_part (
  pack {blob} NOT NULL,
  part {int} NOT NULL,
  sealed {blob} NOT NULL,
  PRIMARY KEY (pack, part)
) {strict};
