-- The language of texts and their translations; support that goes on; numbers in action plans.
ALTER TABLE interventions ADD COLUMN wording text NOT NULL DEFAULT '[null,{}]';
ALTER TABLE interventions ADD COLUMN form text NOT NULL DEFAULT 'event';
ALTER TABLE commitments ADD COLUMN wording text NOT NULL DEFAULT '[null,{}]';
ALTER TABLE commitments ADD COLUMN plan_number text;
ALTER TABLE results ADD COLUMN wording text NOT NULL DEFAULT '[null,{}]';
