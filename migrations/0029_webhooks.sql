-- Programs of others that are told what happens here: where, and what it is signed with, is sealed under a key of the
-- webhook's own; what it is told of is bound to that. `failing`: since when nothing was taken.
CREATE TABLE webhook (
  id {blob} PRIMARY KEY,
  kinds TEXT NOT NULL,
  made {int} NOT NULL,
  sealed {blob} NOT NULL,
  failing {int},
  stopped {int}
) {strict};

-- What is told, put in with what happened: ids, sealed until it was taken or given up.
CREATE TABLE news (
  id {blob} PRIMARY KEY,
  webhook {blob} NOT NULL,
  kind TEXT NOT NULL,
  at {int} NOT NULL,
  sealed {blob},
  tries {int} NOT NULL,
  due {int},
  turn {int} NOT NULL,
  ended {int},
  outcome TEXT NOT NULL
) {strict};
CREATE INDEX news_due ON news (webhook, due);
CREATE INDEX news_webhook ON news (webhook, at);
