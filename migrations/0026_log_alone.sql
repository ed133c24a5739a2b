-- Each entry of the log names the rows that it wrote and destroyed; a list of them beside the log said the same again.
-- What of it was asked for by a row is kept there: the entry that speaks of an event of a file.
ALTER TABLE file_event ADD COLUMN entry {blob};
UPDATE file_event SET entry = (SELECT s.entry FROM audit_sealed s WHERE s.digest = file_event.digest);
DROP VIEW lost_row;
DROP TABLE audit_sealed;
