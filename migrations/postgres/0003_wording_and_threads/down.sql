ALTER TABLE results DROP COLUMN wording;
ALTER TABLE commitments DROP COLUMN plan_number;
ALTER TABLE commitments DROP COLUMN wording;
ALTER TABLE interventions DROP COLUMN form;
ALTER TABLE interventions DROP COLUMN wording;
