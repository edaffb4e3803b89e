-- When a person's name was taken out of everything.
ALTER TABLE people ADD COLUMN erased_at timestamptz;
