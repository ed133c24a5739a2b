-- How many promises of the notice stood how on a day, as days since 1970: what the records showed then cannot be
-- worked out from what they are now, when what they told of may have been destroyed. Counts and the notice's version
-- alone; the log has the same counts in the entry of that day.
CREATE TABLE promise_tally (
  day {int} PRIMARY KEY,
  kept {int} NOT NULL,
  at_risk {int} NOT NULL,
  broken {int} NOT NULL,
  not_shown {int} NOT NULL,
  version TEXT NOT NULL
) {strict};
