-- The digests of rows that the log says were written, and that are gone without having been destroyed.
CREATE VIEW lost_row AS
  SELECT digest FROM audit_sealed WHERE destroyed_by IS NULL EXCEPT SELECT digest FROM logged_row;
