-- The countries of the world: ISO 3166-1, and XK.
CREATE TABLE countries (
    code TEXT PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    alpha3 TEXT NOT NULL,
    numeric_code TEXT,
    name TEXT NOT NULL,
    name_es TEXT NOT NULL,
    name_fr TEXT NOT NULL,
    name_folded TEXT NOT NULL
) STRICT;

-- The partnership's regions, and groups of countries.
CREATE TABLE regions (
    code TEXT PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    name TEXT NOT NULL,
    name_es TEXT,
    name_fr TEXT,
    name_folded TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT 'group'
) STRICT;

CREATE TABLE region_countries (
    region TEXT NOT NULL REFERENCES regions (code),
    country TEXT NOT NULL REFERENCES countries (code),
    PRIMARY KEY (region, country)
) WITHOUT ROWID, STRICT;

-- What a team does.
CREATE TABLE activity_kinds (
    code TEXT PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    name TEXT NOT NULL,
    name_es TEXT,
    name_fr TEXT,
    work_area TEXT NOT NULL,
    position INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Who acts.
CREATE TABLE organizations (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    acronym TEXT,
    names TEXT NOT NULL DEFAULT '{}',
    kind TEXT NOT NULL,
    country TEXT REFERENCES countries (code),
    region TEXT REFERENCES regions (code),
    parent_id BLOB REFERENCES organizations (id),
    collective INTEGER NOT NULL CHECK (collective IN (0, 1)) DEFAULT 0,
    website TEXT,
    summary TEXT,
    email TEXT,
    private_notes TEXT,
    sensitivity TEXT NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted'))
) STRICT;

-- Who may log in.
CREATE TABLE users (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    role TEXT NOT NULL,
    organization_id BLOB REFERENCES organizations (id),
    password_hash TEXT NOT NULL,
    password_changed_at INTEGER NOT NULL
) STRICT;

-- Where users work: all, a country, or a region.
CREATE TABLE user_reach (
    user_id BLOB NOT NULL REFERENCES users (id),
    place TEXT NOT NULL,
    PRIMARY KEY (user_id, place)
) WITHOUT ROWID, STRICT;

-- People, apart from their posts.
CREATE TABLE people (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    country TEXT REFERENCES countries (code),
    summary TEXT,
    email TEXT,
    phone TEXT,
    private_notes TEXT,
    sensitivity TEXT NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted'))
) STRICT;

-- Seats that people hold and leave.
CREATE TABLE posts (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    title TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT 'other',
    organization_id BLOB REFERENCES organizations (id),
    country TEXT REFERENCES countries (code),
    summary TEXT,
    sensitivity TEXT NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted'))
) STRICT;

-- Who is what, where, from when to when.
CREATE TABLE memberships (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    person_id BLOB NOT NULL REFERENCES people (id),
    organization_id BLOB REFERENCES organizations (id),
    post_id BLOB REFERENCES posts (id),
    role TEXT,
    period_text TEXT,
    period_earliest TEXT NOT NULL,
    period_latest TEXT NOT NULL,
    period_undated INTEGER NOT NULL GENERATED ALWAYS AS (period_text IS NULL) STORED,
    private_notes TEXT,
    sensitivity TEXT NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted'))
) STRICT;

-- What a team did.
CREATE TABLE interventions (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    parent_id BLOB REFERENCES interventions (id),
    follows_id BLOB REFERENCES interventions (id),
    title TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    summary TEXT,
    private_notes TEXT,
    kinds_unknown INTEGER NOT NULL CHECK (kinds_unknown IN (0, 1)) DEFAULT 0,
    region TEXT REFERENCES regions (code),
    worldwide INTEGER NOT NULL CHECK (worldwide IN (0, 1)) DEFAULT 0,
    held_in TEXT REFERENCES countries (code),
    place TEXT,
    when_text TEXT,
    when_earliest TEXT NOT NULL,
    when_latest TEXT NOT NULL,
    when_undated INTEGER NOT NULL GENERATED ALWAYS AS (when_text IS NULL) STORED,
    when_said TEXT,
    when_inferred INTEGER NOT NULL CHECK (when_inferred IN (0, 1)) DEFAULT 0,
    mode TEXT,
    evidence TEXT NOT NULL DEFAULT 'recorded',
    claimed_count INTEGER,
    work_areas_from_kinds INTEGER NOT NULL CHECK (work_areas_from_kinds IN (0, 1)) DEFAULT 0,
    sensitivity TEXT NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted')),
    review TEXT NOT NULL DEFAULT 'draft',
    reviewed_by BLOB REFERENCES users (id),
    reviewed_at INTEGER
) STRICT;

CREATE TABLE intervention_countries (
    intervention_id BLOB NOT NULL REFERENCES interventions (id),
    country TEXT NOT NULL REFERENCES countries (code),
    position INTEGER NOT NULL,
    PRIMARY KEY (intervention_id, country)
) WITHOUT ROWID, STRICT;

CREATE TABLE intervention_peers (
    intervention_id BLOB NOT NULL REFERENCES interventions (id),
    country TEXT NOT NULL REFERENCES countries (code),
    position INTEGER NOT NULL,
    PRIMARY KEY (intervention_id, country)
) WITHOUT ROWID, STRICT;

CREATE TABLE intervention_kinds (
    intervention_id BLOB NOT NULL REFERENCES interventions (id),
    kind TEXT NOT NULL REFERENCES activity_kinds (code),
    position INTEGER NOT NULL,
    PRIMARY KEY (intervention_id, kind)
) WITHOUT ROWID, STRICT;

CREATE TABLE intervention_work_areas (
    intervention_id BLOB NOT NULL REFERENCES interventions (id),
    work_area TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (intervention_id, work_area)
) WITHOUT ROWID, STRICT;

-- Who took part: a person, an organization, a role, or these together.
CREATE TABLE intervention_participants (
    id BLOB PRIMARY KEY NOT NULL,
    intervention_id BLOB NOT NULL REFERENCES interventions (id),
    position INTEGER NOT NULL,
    part TEXT NOT NULL,
    person_id BLOB REFERENCES people (id),
    organization_id BLOB REFERENCES organizations (id),
    role TEXT,
    CONSTRAINT participant_is_somebody CHECK (person_id IS NOT NULL OR organization_id IS NOT NULL OR role IS NOT NULL)
) STRICT;

-- What civil society asks and governments promise.
CREATE TABLE commitments (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    summary TEXT,
    private_notes TEXT,
    made_by BLOB REFERENCES organizations (id),
    made_to BLOB REFERENCES organizations (id),
    grows_from_id BLOB REFERENCES commitments (id),
    intervention_id BLOB REFERENCES interventions (id),
    official_id TEXT,
    region TEXT REFERENCES regions (code),
    worldwide INTEGER NOT NULL CHECK (worldwide IN (0, 1)) DEFAULT 0,
    when_text TEXT,
    when_earliest TEXT NOT NULL,
    when_latest TEXT NOT NULL,
    when_undated INTEGER NOT NULL GENERATED ALWAYS AS (when_text IS NULL) STORED,
    when_said TEXT,
    when_inferred INTEGER NOT NULL CHECK (when_inferred IN (0, 1)) DEFAULT 0,
    status TEXT NOT NULL,
    needs_reconfirmation INTEGER NOT NULL CHECK (needs_reconfirmation IN (0, 1)) DEFAULT 0,
    sensitivity TEXT NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted')),
    review TEXT NOT NULL DEFAULT 'draft',
    reviewed_by BLOB REFERENCES users (id),
    reviewed_at INTEGER
) STRICT;

CREATE TABLE commitment_countries (
    commitment_id BLOB NOT NULL REFERENCES commitments (id),
    country TEXT NOT NULL REFERENCES countries (code),
    position INTEGER NOT NULL,
    PRIMARY KEY (commitment_id, country)
) WITHOUT ROWID, STRICT;

-- Outcome statements.
CREATE TABLE results (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    statement TEXT NOT NULL,
    statement_folded TEXT NOT NULL,
    significance TEXT,
    private_notes TEXT,
    actor_id BLOB REFERENCES organizations (id),
    actor TEXT,
    change_type TEXT NOT NULL,
    direction TEXT NOT NULL DEFAULT 'positive',
    intended INTEGER CHECK (intended IN (0, 1)),
    observed INTEGER NOT NULL CHECK (observed IN (0, 1)),
    region TEXT REFERENCES regions (code),
    worldwide INTEGER NOT NULL CHECK (worldwide IN (0, 1)) DEFAULT 0,
    when_text TEXT,
    when_earliest TEXT NOT NULL,
    when_latest TEXT NOT NULL,
    when_undated INTEGER NOT NULL GENERATED ALWAYS AS (when_text IS NULL) STORED,
    when_said TEXT,
    when_inferred INTEGER NOT NULL CHECK (when_inferred IN (0, 1)) DEFAULT 0,
    status TEXT NOT NULL,
    sensitivity TEXT NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted'))
) STRICT;

CREATE TABLE result_countries (
    result_id BLOB NOT NULL REFERENCES results (id),
    country TEXT NOT NULL REFERENCES countries (code),
    position INTEGER NOT NULL,
    PRIMARY KEY (result_id, country)
) WITHOUT ROWID, STRICT;

CREATE TABLE result_commitments (
    result_id BLOB NOT NULL REFERENCES results (id),
    commitment_id BLOB NOT NULL REFERENCES commitments (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (result_id, commitment_id)
) WITHOUT ROWID, STRICT;

-- Who contributed to results.
CREATE TABLE result_contributions (
    id BLOB PRIMARY KEY NOT NULL,
    result_id BLOB NOT NULL REFERENCES results (id),
    position INTEGER NOT NULL,
    intervention_id BLOB REFERENCES interventions (id),
    organization_id BLOB REFERENCES organizations (id),
    strength TEXT,
    description TEXT,
    CONSTRAINT contributor_is_somebody CHECK (intervention_id IS NOT NULL OR organization_id IS NOT NULL)
) STRICT;

-- Steps of the status of commitments and results: appended, never changed.
CREATE TABLE transitions (
    id BLOB PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    record_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    status TEXT NOT NULL,
    when_text TEXT,
    when_earliest TEXT NOT NULL,
    when_latest TEXT NOT NULL,
    when_said TEXT,
    when_inferred INTEGER NOT NULL CHECK (when_inferred IN (0, 1)) DEFAULT 0,
    cause TEXT,
    evidence TEXT,
    recorded_at INTEGER NOT NULL,
    recorded_by BLOB REFERENCES users (id),
    CONSTRAINT transitions_position UNIQUE (kind, record_id, position)
) STRICT;

-- The answers to requests that carried an Idempotency-Key, kept for a day.
CREATE TABLE idempotency_keys (
    actor_id BLOB NOT NULL,
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status INTEGER,
    answer TEXT,
    etag TEXT,
    kind TEXT,
    record_key TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (actor_id, key)
) WITHOUT ROWID, STRICT;

-- Who did what to which record, and what it changed: appended in the transaction of the change.
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    at INTEGER NOT NULL,
    actor_id BLOB,
    action TEXT NOT NULL,
    kind TEXT NOT NULL,
    record_key TEXT NOT NULL,
    version INTEGER NOT NULL,
    sensitivity TEXT NOT NULL CHECK (sensitivity IN ('public', 'internal', 'restricted')),
    places TEXT NOT NULL,
    payload TEXT NOT NULL
) STRICT;

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
