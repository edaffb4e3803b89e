-- The language and translations of the texts of more kinds; from where a practice went to whoever took it up; an
-- institution that comes after another as a point of contact.
ALTER TABLE introductions ADD COLUMN wording text NOT NULL DEFAULT '[null,{}]';
ALTER TABLE standings ADD COLUMN wording text NOT NULL DEFAULT '[null,{}]';
ALTER TABLE sources ADD COLUMN wording text NOT NULL DEFAULT '[null,{}]';
ALTER TABLE risks ADD COLUMN wording text NOT NULL DEFAULT '[null,{}]';
ALTER TABLE follow_ups ADD COLUMN wording text NOT NULL DEFAULT '[null,{}]';
ALTER TABLE assessments ADD COLUMN wording text NOT NULL DEFAULT '[null,{}]';
ALTER TABLE turnovers ADD COLUMN wording text NOT NULL DEFAULT '[null,{}]';
ALTER TABLE citations ADD COLUMN wording text NOT NULL DEFAULT '[null,{}]';
ALTER TABLE testimonials ADD COLUMN wording text NOT NULL DEFAULT '[null,{}]';
UPDATE testimonials SET wording = '[' || to_json(lang)::text || ',{}]';
ALTER TABLE testimonials DROP COLUMN lang;
-- What the filter on languages looks at.
ALTER TABLE testimonials ADD COLUMN lang text GENERATED ALWAYS AS (wording::jsonb ->> 0) STORED;
ALTER TABLE practice_adoptions ADD COLUMN from_country text COLLATE "C" REFERENCES countries (code);
CREATE INDEX practice_adoptions_by_from ON practice_adoptions (from_country);
ALTER TABLE turnovers ADD COLUMN successor_organization_id uuid REFERENCES organizations (id);
CREATE INDEX turnovers_by_successor_organization ON turnovers (successor_organization_id);
