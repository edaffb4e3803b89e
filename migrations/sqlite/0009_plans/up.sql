-- What countries, organizations and people are in the partnership, from when to when.
CREATE TABLE standings (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    when_text TEXT,
    when_earliest TEXT NOT NULL,
    when_latest TEXT NOT NULL,
    when_undated INTEGER NOT NULL GENERATED ALWAYS AS (when_text IS NULL) STORED,
    when_said TEXT,
    when_inferred INTEGER NOT NULL CHECK (when_inferred IN (0, 1)) DEFAULT 0,
    review TEXT NOT NULL DEFAULT 'draft',
    reviewed_by BLOB REFERENCES users (id),
    reviewed_at INTEGER,
    sensitivity TEXT NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted')),
    country TEXT REFERENCES countries (code),
    aspect TEXT NOT NULL,
    code TEXT NOT NULL,
    organization_id BLOB REFERENCES organizations (id),
    person_id BLOB REFERENCES people (id),
    rule_version TEXT,
    note TEXT
) STRICT;

-- What countries set out to do.
CREATE TABLE action_plans (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    when_text TEXT,
    when_earliest TEXT NOT NULL,
    when_latest TEXT NOT NULL,
    when_undated INTEGER NOT NULL GENERATED ALWAYS AS (when_text IS NULL) STORED,
    when_said TEXT,
    when_inferred INTEGER NOT NULL CHECK (when_inferred IN (0, 1)) DEFAULT 0,
    review TEXT NOT NULL DEFAULT 'draft',
    reviewed_by BLOB REFERENCES users (id),
    reviewed_at INTEGER,
    sensitivity TEXT NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted')),
    private_notes TEXT,
    wording TEXT NOT NULL DEFAULT '[null,{}]',
    country TEXT NOT NULL REFERENCES countries (code),
    number INTEGER,
    title TEXT,
    summary TEXT,
    official_id TEXT,
    phase TEXT
) STRICT;

-- The texts of action plans as they were adopted, amended and updated.
CREATE TABLE action_plan_versions (
    id BLOB PRIMARY KEY NOT NULL,
    action_plan_id BLOB NOT NULL REFERENCES action_plans (id),
    position INTEGER NOT NULL,
    label TEXT NOT NULL,
    change TEXT NOT NULL DEFAULT 'original',
    url TEXT,
    note TEXT,
    when_text TEXT,
    when_earliest TEXT NOT NULL,
    when_latest TEXT NOT NULL,
    when_said TEXT,
    when_inferred INTEGER NOT NULL CHECK (when_inferred IN (0, 1)) DEFAULT 0
) STRICT;

-- What action plans must have done by when.
CREATE TABLE action_plan_deadlines (
    id BLOB PRIMARY KEY NOT NULL,
    action_plan_id BLOB NOT NULL REFERENCES action_plans (id),
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    met TEXT,
    due_text TEXT,
    due_earliest TEXT NOT NULL,
    due_latest TEXT NOT NULL
) STRICT;

-- The action plans that commitments stand in, and what commitments are about.
ALTER TABLE commitments ADD COLUMN action_plan_id BLOB REFERENCES action_plans (id);
CREATE TABLE commitment_policy_areas (
    commitment_id BLOB NOT NULL REFERENCES commitments (id),
    policy_area TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (commitment_id, policy_area)
) WITHOUT ROWID, STRICT;

CREATE INDEX standings_by_when ON standings (when_undated, when_earliest, when_latest, id) WHERE deleted_at IS NULL;
CREATE INDEX standings_by_when_down ON standings (when_undated, when_earliest DESC, when_latest DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX standings_by_creation ON standings (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX standings_by_update ON standings (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX standings_by_country ON standings (country, aspect);
CREATE INDEX standings_by_organization ON standings (organization_id);
CREATE INDEX standings_by_person ON standings (person_id);
CREATE INDEX action_plans_by_when ON action_plans (when_undated, when_earliest, when_latest, id) WHERE deleted_at IS NULL;
CREATE INDEX action_plans_by_when_down ON action_plans (when_undated, when_earliest DESC, when_latest DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX action_plans_by_creation ON action_plans (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX action_plans_by_update ON action_plans (updated_at, id) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX action_plans_number ON action_plans (country, number) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX action_plans_official_id ON action_plans (official_id) WHERE deleted_at IS NULL;
CREATE INDEX action_plan_versions_by_plan ON action_plan_versions (action_plan_id);
CREATE INDEX action_plan_deadlines_by_plan ON action_plan_deadlines (action_plan_id);
CREATE INDEX action_plan_deadlines_by_due ON action_plan_deadlines (due_earliest, due_latest);
CREATE INDEX commitments_by_action_plan ON commitments (action_plan_id);
CREATE INDEX commitment_policy_areas_by_area ON commitment_policy_areas (policy_area, commitment_id);
