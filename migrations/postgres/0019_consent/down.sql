ALTER TABLE people DROP COLUMN consent_withdrawn;
ALTER TABLE people DROP COLUMN consent_evidence;
ALTER TABLE people DROP COLUMN consent_when;
ALTER TABLE people DROP COLUMN basis;
ALTER TABLE people DROP COLUMN purpose;
