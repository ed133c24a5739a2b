-- Letters by e-mail to people and staff. `sealed` holds the address and the words, under a key of the letter's own, and
-- goes with that key once the letter is sent or its time is over; `subject` goes a while later. What stays is that
-- there was a letter of a kind, when, and what became of it. A letter that is being sent bears a lease; `turn` goes up
-- whenever a letter changes hands, so that of two who believe it theirs only one can say what became of it.
CREATE TABLE letter (
  id {blob} PRIMARY KEY,
  kind TEXT NOT NULL,
  subject {blob},
  state TEXT NOT NULL,
  made {int} NOT NULL,
  until {int} NOT NULL,
  since {int} NOT NULL,
  due {int},
  tries {int} NOT NULL,
  turn {int} NOT NULL,
  lease {int},
  ended {int},
  outcome TEXT NOT NULL,
  sealed {blob}
) {strict};
CREATE INDEX letter_due ON letter (due) WHERE due IS NOT NULL;
CREATE INDEX letter_made ON letter (made);
CREATE INDEX letter_ended ON letter (ended) WHERE ended IS NOT NULL;
CREATE INDEX letter_subject ON letter (subject) WHERE subject IS NOT NULL;
