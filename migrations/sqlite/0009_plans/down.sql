DROP TABLE commitment_policy_areas;
DROP INDEX commitments_by_action_plan;
ALTER TABLE commitments DROP COLUMN action_plan_id;
DROP TABLE action_plan_deadlines;
DROP TABLE action_plan_versions;
DROP TABLE action_plans;
DROP TABLE standings;
