-- The language and translations of the texts of more kinds; from where a practice went to whoever took it up; an
-- institution that comes after another as a point of contact.
ALTER TABLE introductions ADD COLUMN wording TEXT NOT NULL DEFAULT '[null,{}]';
ALTER TABLE standings ADD COLUMN wording TEXT NOT NULL DEFAULT '[null,{}]';
ALTER TABLE sources ADD COLUMN wording TEXT NOT NULL DEFAULT '[null,{}]';
ALTER TABLE risks ADD COLUMN wording TEXT NOT NULL DEFAULT '[null,{}]';
ALTER TABLE follow_ups ADD COLUMN wording TEXT NOT NULL DEFAULT '[null,{}]';
ALTER TABLE assessments ADD COLUMN wording TEXT NOT NULL DEFAULT '[null,{}]';
ALTER TABLE turnovers ADD COLUMN wording TEXT NOT NULL DEFAULT '[null,{}]';
ALTER TABLE citations ADD COLUMN wording TEXT NOT NULL DEFAULT '[null,{}]';
ALTER TABLE testimonials ADD COLUMN wording TEXT NOT NULL DEFAULT '[null,{}]';
UPDATE testimonials SET wording = json_array(lang, json('{}'));
ALTER TABLE testimonials DROP COLUMN lang;
-- What the filter on languages looks at.
ALTER TABLE testimonials ADD COLUMN lang TEXT GENERATED ALWAYS AS (json_extract(wording, '$[0]')) VIRTUAL;
ALTER TABLE practice_adoptions ADD COLUMN from_country TEXT REFERENCES countries (code);
CREATE INDEX practice_adoptions_by_from ON practice_adoptions (from_country);
ALTER TABLE turnovers ADD COLUMN successor_organization_id BLOB REFERENCES organizations (id);
CREATE INDEX turnovers_by_successor_organization ON turnovers (successor_organization_id);
