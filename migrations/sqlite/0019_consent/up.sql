-- By what right the team keeps what it knows of a person: why, what makes it lawful, and when consent was given and taken back.
ALTER TABLE people ADD COLUMN purpose TEXT;
ALTER TABLE people ADD COLUMN basis TEXT;
ALTER TABLE people ADD COLUMN consent_when TEXT;
ALTER TABLE people ADD COLUMN consent_evidence TEXT;
ALTER TABLE people ADD COLUMN consent_withdrawn TEXT;
