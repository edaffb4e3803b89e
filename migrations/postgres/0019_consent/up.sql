-- By what right the team keeps what it knows of a person: why, what makes it lawful, and when consent was given and taken back.
ALTER TABLE people ADD COLUMN purpose text;
ALTER TABLE people ADD COLUMN basis text;
ALTER TABLE people ADD COLUMN consent_when text;
ALTER TABLE people ADD COLUMN consent_evidence text;
ALTER TABLE people ADD COLUMN consent_withdrawn text;
