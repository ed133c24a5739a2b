-- Documents: which file of <home>/files/ belongs to which record, and how long the file is, sealed. What it is called,
-- of which kind it is and its key are sealed in the record.
CREATE TABLE document (
  file {blob} PRIMARY KEY,
  record {blob} NOT NULL,
  stored {int} NOT NULL,
  digest {blob} NOT NULL
) {strict};
CREATE UNIQUE INDEX document_digest ON document (digest);
CREATE INDEX document_record ON document (record);

-- Files of records that are gone, which are yet to be unlinked. A note to the program itself: nothing rests on it.
CREATE TABLE document_gone (
  file {blob} PRIMARY KEY,
  since {int} NOT NULL
) {strict};
