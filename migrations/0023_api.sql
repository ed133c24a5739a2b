-- Keys of the API. Each belongs to a staff account of its own, without a password: what it may do is that account's
-- roles and assignments. Only a hash of the secret is kept. The stamp binds all but the day of the last use.
CREATE TABLE api_key (
  staff {blob} PRIMARY KEY,
  secret_hash {blob} NOT NULL,
  scopes TEXT NOT NULL,
  purposes TEXT NOT NULL,
  made {int} NOT NULL,
  until {int} NOT NULL,
  used_day {int} NOT NULL,
  stamp {blob} NOT NULL
) {strict};

-- What was answered to a call that bears an Idempotency-Key, so that it is not done twice: sealed, and a day later it
-- goes. Without a status the call is under way.
CREATE TABLE api_answer (
  finder {blob} PRIMARY KEY,
  asked {blob} NOT NULL,
  at {int} NOT NULL,
  status {int} NOT NULL,
  kept {blob} NOT NULL
) {strict};
CREATE INDEX api_answer_at ON api_answer (at);
