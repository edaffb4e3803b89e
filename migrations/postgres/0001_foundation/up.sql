-- The countries of the world: ISO 3166-1, and XK.
CREATE TABLE countries (
    code text COLLATE "C" PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    alpha3 text NOT NULL,
    numeric_code text,
    name text NOT NULL,
    name_es text NOT NULL,
    name_fr text NOT NULL,
    name_folded text COLLATE "C" NOT NULL
);

-- The partnership's regions, and groups of countries.
CREATE TABLE regions (
    code text COLLATE "C" PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    name text NOT NULL,
    name_es text,
    name_fr text,
    name_folded text COLLATE "C" NOT NULL,
    kind text NOT NULL DEFAULT 'group'
);

CREATE TABLE region_countries (
    region text COLLATE "C" NOT NULL REFERENCES regions (code),
    country text COLLATE "C" NOT NULL REFERENCES countries (code),
    PRIMARY KEY (region, country)
);

-- What a team does.
CREATE TABLE activity_kinds (
    code text COLLATE "C" PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    name text NOT NULL,
    name_es text,
    name_fr text,
    work_area text NOT NULL,
    position integer NOT NULL DEFAULT 0
);

-- Who acts.
CREATE TABLE organizations (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    name text NOT NULL,
    name_folded text COLLATE "C" NOT NULL,
    acronym text,
    names text NOT NULL DEFAULT '{}',
    kind text NOT NULL,
    country text COLLATE "C" REFERENCES countries (code),
    region text COLLATE "C" REFERENCES regions (code),
    parent_id uuid REFERENCES organizations (id),
    collective boolean NOT NULL DEFAULT false,
    website text,
    summary text,
    email text,
    private_notes text,
    sensitivity text NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted'))
);

-- Who may log in.
CREATE TABLE users (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    email text COLLATE "C" NOT NULL,
    name text NOT NULL,
    name_folded text COLLATE "C" NOT NULL,
    role text NOT NULL,
    organization_id uuid REFERENCES organizations (id),
    password_hash text NOT NULL,
    password_changed_at timestamptz NOT NULL
);

-- Where users work: all, a country, or a region.
CREATE TABLE user_reach (
    user_id uuid NOT NULL REFERENCES users (id),
    place text COLLATE "C" NOT NULL,
    PRIMARY KEY (user_id, place)
);

-- People, apart from their posts.
CREATE TABLE people (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    name text NOT NULL,
    name_folded text COLLATE "C" NOT NULL,
    country text COLLATE "C" REFERENCES countries (code),
    summary text,
    email text,
    phone text,
    private_notes text,
    sensitivity text NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted'))
);

-- Seats that people hold and leave.
CREATE TABLE posts (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    title text NOT NULL,
    title_folded text COLLATE "C" NOT NULL,
    kind text NOT NULL DEFAULT 'other',
    organization_id uuid REFERENCES organizations (id),
    country text COLLATE "C" REFERENCES countries (code),
    summary text,
    sensitivity text NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted'))
);

-- Who is what, where, from when to when.
CREATE TABLE memberships (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    person_id uuid NOT NULL REFERENCES people (id),
    organization_id uuid REFERENCES organizations (id),
    post_id uuid REFERENCES posts (id),
    role text,
    period_text text,
    period_earliest date NOT NULL,
    period_latest date NOT NULL,
    period_undated boolean NOT NULL GENERATED ALWAYS AS (period_text IS NULL) STORED,
    private_notes text,
    sensitivity text NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted'))
);

-- What a team did.
CREATE TABLE interventions (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    parent_id uuid REFERENCES interventions (id),
    follows_id uuid REFERENCES interventions (id),
    title text NOT NULL,
    title_folded text COLLATE "C" NOT NULL,
    summary text,
    private_notes text,
    kinds_unknown boolean NOT NULL DEFAULT false,
    region text COLLATE "C" REFERENCES regions (code),
    worldwide boolean NOT NULL DEFAULT false,
    held_in text COLLATE "C" REFERENCES countries (code),
    place text,
    when_text text,
    when_earliest date NOT NULL,
    when_latest date NOT NULL,
    when_undated boolean NOT NULL GENERATED ALWAYS AS (when_text IS NULL) STORED,
    when_said text,
    when_inferred boolean NOT NULL DEFAULT false,
    mode text,
    evidence text NOT NULL DEFAULT 'recorded',
    claimed_count integer,
    work_areas_from_kinds boolean NOT NULL DEFAULT false,
    sensitivity text NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted')),
    review text NOT NULL DEFAULT 'draft',
    reviewed_by uuid REFERENCES users (id),
    reviewed_at timestamptz
);

CREATE TABLE intervention_countries (
    intervention_id uuid NOT NULL REFERENCES interventions (id),
    country text COLLATE "C" NOT NULL REFERENCES countries (code),
    position integer NOT NULL,
    PRIMARY KEY (intervention_id, country)
);

CREATE TABLE intervention_peers (
    intervention_id uuid NOT NULL REFERENCES interventions (id),
    country text COLLATE "C" NOT NULL REFERENCES countries (code),
    position integer NOT NULL,
    PRIMARY KEY (intervention_id, country)
);

CREATE TABLE intervention_kinds (
    intervention_id uuid NOT NULL REFERENCES interventions (id),
    kind text COLLATE "C" NOT NULL REFERENCES activity_kinds (code),
    position integer NOT NULL,
    PRIMARY KEY (intervention_id, kind)
);

CREATE TABLE intervention_work_areas (
    intervention_id uuid NOT NULL REFERENCES interventions (id),
    work_area text COLLATE "C" NOT NULL,
    position integer NOT NULL,
    PRIMARY KEY (intervention_id, work_area)
);

-- Who took part: a person, an organization, a role, or these together.
CREATE TABLE intervention_participants (
    id uuid PRIMARY KEY NOT NULL,
    intervention_id uuid NOT NULL REFERENCES interventions (id),
    position integer NOT NULL,
    part text NOT NULL,
    person_id uuid REFERENCES people (id),
    organization_id uuid REFERENCES organizations (id),
    role text,
    CONSTRAINT participant_is_somebody CHECK (person_id IS NOT NULL OR organization_id IS NOT NULL OR role IS NOT NULL)
);

-- What civil society asks and governments promise.
CREATE TABLE commitments (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    kind text NOT NULL,
    title text NOT NULL,
    title_folded text COLLATE "C" NOT NULL,
    summary text,
    private_notes text,
    made_by uuid REFERENCES organizations (id),
    made_to uuid REFERENCES organizations (id),
    grows_from_id uuid REFERENCES commitments (id),
    intervention_id uuid REFERENCES interventions (id),
    official_id text,
    region text COLLATE "C" REFERENCES regions (code),
    worldwide boolean NOT NULL DEFAULT false,
    when_text text,
    when_earliest date NOT NULL,
    when_latest date NOT NULL,
    when_undated boolean NOT NULL GENERATED ALWAYS AS (when_text IS NULL) STORED,
    when_said text,
    when_inferred boolean NOT NULL DEFAULT false,
    status text NOT NULL,
    needs_reconfirmation boolean NOT NULL DEFAULT false,
    sensitivity text NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted')),
    review text NOT NULL DEFAULT 'draft',
    reviewed_by uuid REFERENCES users (id),
    reviewed_at timestamptz
);

CREATE TABLE commitment_countries (
    commitment_id uuid NOT NULL REFERENCES commitments (id),
    country text COLLATE "C" NOT NULL REFERENCES countries (code),
    position integer NOT NULL,
    PRIMARY KEY (commitment_id, country)
);

-- Outcome statements.
CREATE TABLE results (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    statement text NOT NULL,
    statement_folded text COLLATE "C" NOT NULL,
    significance text,
    private_notes text,
    actor_id uuid REFERENCES organizations (id),
    actor text,
    change_type text NOT NULL,
    direction text NOT NULL DEFAULT 'positive',
    intended boolean,
    observed boolean NOT NULL,
    region text COLLATE "C" REFERENCES regions (code),
    worldwide boolean NOT NULL DEFAULT false,
    when_text text,
    when_earliest date NOT NULL,
    when_latest date NOT NULL,
    when_undated boolean NOT NULL GENERATED ALWAYS AS (when_text IS NULL) STORED,
    when_said text,
    when_inferred boolean NOT NULL DEFAULT false,
    status text NOT NULL,
    sensitivity text NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted'))
);

CREATE TABLE result_countries (
    result_id uuid NOT NULL REFERENCES results (id),
    country text COLLATE "C" NOT NULL REFERENCES countries (code),
    position integer NOT NULL,
    PRIMARY KEY (result_id, country)
);

CREATE TABLE result_commitments (
    result_id uuid NOT NULL REFERENCES results (id),
    commitment_id uuid NOT NULL REFERENCES commitments (id),
    position integer NOT NULL,
    PRIMARY KEY (result_id, commitment_id)
);

-- Who contributed to results.
CREATE TABLE result_contributions (
    id uuid PRIMARY KEY NOT NULL,
    result_id uuid NOT NULL REFERENCES results (id),
    position integer NOT NULL,
    intervention_id uuid REFERENCES interventions (id),
    organization_id uuid REFERENCES organizations (id),
    strength text,
    description text,
    CONSTRAINT contributor_is_somebody CHECK (intervention_id IS NOT NULL OR organization_id IS NOT NULL)
);

-- Steps of the status of commitments and results: appended, never changed.
CREATE TABLE transitions (
    id uuid PRIMARY KEY NOT NULL,
    kind text NOT NULL,
    record_id uuid NOT NULL,
    position integer NOT NULL,
    status text NOT NULL,
    when_text text,
    when_earliest date NOT NULL,
    when_latest date NOT NULL,
    when_said text,
    when_inferred boolean NOT NULL DEFAULT false,
    cause text,
    evidence text,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid REFERENCES users (id),
    CONSTRAINT transitions_position UNIQUE (kind, record_id, position)
);

-- The answers to requests that carried an Idempotency-Key, kept for a day.
CREATE TABLE idempotency_keys (
    actor_id uuid NOT NULL,
    key text NOT NULL,
    request_hash text NOT NULL,
    status integer,
    answer text,
    etag text,
    kind text,
    record_key text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (actor_id, key)
);

-- Who did what to which record, and what it changed: appended in the transaction of the change.
CREATE TABLE journal (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    actor_id uuid,
    action text NOT NULL,
    kind text NOT NULL,
    record_key text NOT NULL,
    version integer NOT NULL,
    sensitivity text NOT NULL CHECK (sensitivity IN ('public', 'internal', 'restricted')),
    places jsonb NOT NULL,
    payload jsonb NOT NULL
);

CREATE INDEX countries_by_name ON countries (name_folded, code);
CREATE INDEX regions_by_name ON regions (name_folded, code);
CREATE INDEX region_countries_by_country ON region_countries (country);
CREATE INDEX organizations_by_name ON organizations (name_folded, id) WHERE deleted_at IS NULL;
CREATE INDEX people_by_name ON people (name_folded, id) WHERE deleted_at IS NULL;
CREATE INDEX users_by_name ON users (name_folded, id) WHERE deleted_at IS NULL;
CREATE INDEX posts_by_title ON posts (title_folded, id) WHERE deleted_at IS NULL;
CREATE INDEX interventions_by_title ON interventions (title_folded, id) WHERE deleted_at IS NULL;
CREATE INDEX commitments_by_title ON commitments (title_folded, id) WHERE deleted_at IS NULL;
CREATE INDEX results_by_statement ON results (statement_folded, id) WHERE deleted_at IS NULL;
CREATE INDEX organizations_by_creation ON organizations (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX people_by_creation ON people (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX posts_by_creation ON posts (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX memberships_by_creation ON memberships (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX interventions_by_creation ON interventions (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX commitments_by_creation ON commitments (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX results_by_creation ON results (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX users_by_creation ON users (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX organizations_by_update ON organizations (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX people_by_update ON people (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX posts_by_update ON posts (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX memberships_by_update ON memberships (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX interventions_by_update ON interventions (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX commitments_by_update ON commitments (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX results_by_update ON results (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX interventions_by_when ON interventions (when_undated, when_earliest, when_latest, id) WHERE deleted_at IS NULL;
CREATE INDEX interventions_by_when_down ON interventions (when_undated, when_earliest DESC, when_latest DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX commitments_by_when ON commitments (when_undated, when_earliest, when_latest, id) WHERE deleted_at IS NULL;
CREATE INDEX commitments_by_when_down ON commitments (when_undated, when_earliest DESC, when_latest DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX results_by_when ON results (when_undated, when_earliest, when_latest, id) WHERE deleted_at IS NULL;
CREATE INDEX results_by_when_down ON results (when_undated, when_earliest DESC, when_latest DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX memberships_by_period ON memberships (period_undated, period_earliest, period_latest, id) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX users_email ON users (email) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX commitments_official_id ON commitments (official_id) WHERE deleted_at IS NULL;
CREATE INDEX organizations_by_parent ON organizations (parent_id);
CREATE INDEX organizations_by_country ON organizations (country);
CREATE INDEX people_by_country ON people (country);
CREATE INDEX posts_by_organization ON posts (organization_id);
CREATE INDEX posts_by_country ON posts (country);
CREATE INDEX memberships_by_person ON memberships (person_id);
CREATE INDEX memberships_by_organization ON memberships (organization_id);
CREATE INDEX memberships_by_post ON memberships (post_id);
CREATE INDEX interventions_by_parent ON interventions (parent_id);
CREATE INDEX interventions_by_follows ON interventions (follows_id);
CREATE INDEX interventions_by_region ON interventions (region);
CREATE INDEX commitments_by_made_by ON commitments (made_by);
CREATE INDEX commitments_by_made_to ON commitments (made_to);
CREATE INDEX commitments_by_grows_from ON commitments (grows_from_id);
CREATE INDEX commitments_by_intervention ON commitments (intervention_id);
CREATE INDEX commitments_by_region ON commitments (region);
CREATE INDEX results_by_actor ON results (actor_id);
CREATE INDEX results_by_region ON results (region);
CREATE INDEX intervention_participants_by_intervention ON intervention_participants (intervention_id);
CREATE INDEX intervention_participants_by_person ON intervention_participants (person_id);
CREATE INDEX intervention_participants_by_organization ON intervention_participants (organization_id);
CREATE INDEX result_contributions_by_result ON result_contributions (result_id);
CREATE INDEX result_contributions_by_intervention ON result_contributions (intervention_id);
CREATE INDEX result_contributions_by_organization ON result_contributions (organization_id);
CREATE INDEX intervention_countries_by_country ON intervention_countries (country, intervention_id);
CREATE INDEX intervention_peers_by_country ON intervention_peers (country, intervention_id);
CREATE INDEX intervention_kinds_by_kind ON intervention_kinds (kind, intervention_id);
CREATE INDEX intervention_work_areas_by_work_area ON intervention_work_areas (work_area, intervention_id);
CREATE INDEX commitment_countries_by_country ON commitment_countries (country, commitment_id);
CREATE INDEX result_countries_by_country ON result_countries (country, result_id);
CREATE INDEX result_commitments_by_commitment ON result_commitments (commitment_id, result_id);
CREATE INDEX journal_by_record ON journal (kind, record_key, seq);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
