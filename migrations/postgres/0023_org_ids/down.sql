DROP INDEX organizations_org_id;
ALTER TABLE organizations DROP COLUMN org_id;
