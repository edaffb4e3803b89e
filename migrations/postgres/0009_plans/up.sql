-- What countries, organizations and people are in the partnership, from when to when.
CREATE TABLE standings (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    when_text text,
    when_earliest date NOT NULL,
    when_latest date NOT NULL,
    when_undated boolean NOT NULL GENERATED ALWAYS AS (when_text IS NULL) STORED,
    when_said text,
    when_inferred boolean NOT NULL DEFAULT false,
    review text NOT NULL DEFAULT 'draft',
    reviewed_by uuid REFERENCES users (id),
    reviewed_at timestamptz,
    sensitivity text NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted')),
    country text COLLATE "C" REFERENCES countries (code),
    aspect text NOT NULL,
    code text NOT NULL,
    organization_id uuid REFERENCES organizations (id),
    person_id uuid REFERENCES people (id),
    rule_version text,
    note text
);

-- What countries set out to do.
CREATE TABLE action_plans (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    when_text text,
    when_earliest date NOT NULL,
    when_latest date NOT NULL,
    when_undated boolean NOT NULL GENERATED ALWAYS AS (when_text IS NULL) STORED,
    when_said text,
    when_inferred boolean NOT NULL DEFAULT false,
    review text NOT NULL DEFAULT 'draft',
    reviewed_by uuid REFERENCES users (id),
    reviewed_at timestamptz,
    sensitivity text NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted')),
    private_notes text,
    wording text NOT NULL DEFAULT '[null,{}]',
    country text COLLATE "C" NOT NULL REFERENCES countries (code),
    number integer,
    title text,
    summary text,
    official_id text,
    phase text
);

-- The texts of action plans as they were adopted, amended and updated.
CREATE TABLE action_plan_versions (
    id uuid PRIMARY KEY NOT NULL,
    action_plan_id uuid NOT NULL REFERENCES action_plans (id),
    position integer NOT NULL,
    label text NOT NULL,
    change text NOT NULL DEFAULT 'original',
    url text,
    note text,
    when_text text,
    when_earliest date NOT NULL,
    when_latest date NOT NULL,
    when_said text,
    when_inferred boolean NOT NULL DEFAULT false
);

-- What action plans must have done by when.
CREATE TABLE action_plan_deadlines (
    id uuid PRIMARY KEY NOT NULL,
    action_plan_id uuid NOT NULL REFERENCES action_plans (id),
    position integer NOT NULL,
    title text NOT NULL,
    met text,
    due_text text,
    due_earliest date NOT NULL,
    due_latest date NOT NULL
);

-- The action plans that commitments stand in, and what commitments are about.
ALTER TABLE commitments ADD COLUMN action_plan_id uuid REFERENCES action_plans (id);
CREATE TABLE commitment_policy_areas (
    commitment_id uuid NOT NULL REFERENCES commitments (id),
    policy_area text COLLATE "C" NOT NULL,
    position integer NOT NULL,
    PRIMARY KEY (commitment_id, policy_area)
);

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
