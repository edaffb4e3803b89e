DROP TABLE seals;
ALTER TABLE journal DROP COLUMN erased_by;
ALTER TABLE journal DROP COLUMN entry_hash;
ALTER TABLE journal DROP COLUMN payload_hash;
ALTER TABLE journal DROP COLUMN salt;
