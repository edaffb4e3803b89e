-- By what an organization is the same in everybody's data: its identifier of org-id.guide.
ALTER TABLE organizations ADD COLUMN org_id TEXT;
CREATE UNIQUE INDEX organizations_org_id ON organizations (org_id) WHERE deleted_at IS NULL;
