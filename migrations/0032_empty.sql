-- People of whom no record is held any more are looked at by the next sweep: until now none of them was ever due.
UPDATE due_hint SET month = 0, turn = turn + 1
WHERE NOT EXISTS (SELECT 1 FROM record_person p WHERE p.subject = due_hint.subject);
