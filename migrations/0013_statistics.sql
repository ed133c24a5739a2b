-- What is left of records that were made anonymous: how many there were, counted by one thing at a time. One
-- sealed row that is rewritten whole, so that neither the place nor the age of a row tells which counts came
-- together. The log does not name it, or an entry would tell what somebody added (decision 0016).
CREATE TABLE statistic (
  one {int} PRIMARY KEY CHECK (one = 1),
  id {blob} NOT NULL,
  body {blob} NOT NULL
) {strict};
