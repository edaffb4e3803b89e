-- Money and other support that was given.
CREATE TABLE grants (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    title TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    summary TEXT,
    support TEXT NOT NULL DEFAULT 'grant',
    grant_maker BLOB REFERENCES organizations (id),
    back_donor_reason TEXT,
    amount_minor INTEGER,
    currency TEXT,
    amount_reason TEXT,
    status TEXT NOT NULL,
    region TEXT REFERENCES regions (code),
    worldwide INTEGER NOT NULL CHECK (worldwide IN (0, 1)) DEFAULT 0,
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
    wording TEXT NOT NULL DEFAULT '[null,{}]'
) STRICT;

-- To whom: one a grant.
CREATE TABLE grant_recipients (
    grant_id BLOB PRIMARY KEY NOT NULL REFERENCES grants (id),
    organization_id BLOB REFERENCES organizations (id),
    person_id BLOB REFERENCES people (id),
    post_id BLOB REFERENCES posts (id),
    role TEXT
) WITHOUT ROWID, STRICT;

CREATE TABLE grant_countries (
    grant_id BLOB NOT NULL REFERENCES grants (id),
    country TEXT NOT NULL REFERENCES countries (code),
    position INTEGER NOT NULL,
    PRIMARY KEY (grant_id, country)
) WITHOUT ROWID, STRICT;

CREATE TABLE grant_purposes (
    grant_id BLOB NOT NULL REFERENCES grants (id),
    purpose TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (grant_id, purpose)
) WITHOUT ROWID, STRICT;

CREATE TABLE grant_makers (
    grant_id BLOB NOT NULL REFERENCES grants (id),
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (grant_id, organization_id)
) WITHOUT ROWID, STRICT;

CREATE TABLE grant_interventions (
    grant_id BLOB NOT NULL REFERENCES grants (id),
    intervention_id BLOB NOT NULL REFERENCES interventions (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (grant_id, intervention_id)
) WITHOUT ROWID, STRICT;

-- Whose money it was before.
CREATE TABLE grant_back_donors (
    id BLOB PRIMARY KEY NOT NULL,
    grant_id BLOB NOT NULL REFERENCES grants (id),
    position INTEGER NOT NULL,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    amount_minor INTEGER,
    currency TEXT
) STRICT;

-- What was paid out.
CREATE TABLE grant_disbursements (
    id BLOB PRIMARY KEY NOT NULL,
    grant_id BLOB NOT NULL REFERENCES grants (id),
    position INTEGER NOT NULL,
    note TEXT,
    when_text TEXT,
    when_earliest TEXT NOT NULL,
    when_latest TEXT NOT NULL,
    when_said TEXT,
    when_inferred INTEGER NOT NULL CHECK (when_inferred IN (0, 1)) DEFAULT 0,
    amount_minor INTEGER,
    currency TEXT
) STRICT;

-- What a grant asks of its recipient.
CREATE TABLE grant_requirements (
    id BLOB PRIMARY KEY NOT NULL,
    grant_id BLOB NOT NULL REFERENCES grants (id),
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    due TEXT,
    met TEXT,
    note TEXT
) STRICT;

-- What one currency was worth in another on a day.
CREATE TABLE exchange_rates (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    base TEXT NOT NULL,
    quote TEXT NOT NULL,
    rate TEXT NOT NULL,
    day TEXT NOT NULL,
    source TEXT
) STRICT;

CREATE INDEX grants_by_when ON grants (when_undated, when_earliest, when_latest, id) WHERE deleted_at IS NULL;
CREATE INDEX grants_by_when_down ON grants (when_undated, when_earliest DESC, when_latest DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX grants_by_title ON grants (title_folded, id) WHERE deleted_at IS NULL;
CREATE INDEX grants_by_creation ON grants (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX grants_by_update ON grants (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX grant_recipients_by_organization ON grant_recipients (organization_id, grant_id);
CREATE INDEX grant_recipients_by_person ON grant_recipients (person_id, grant_id);
CREATE INDEX grant_recipients_by_post ON grant_recipients (post_id, grant_id);
CREATE INDEX grants_by_grant_maker ON grants (grant_maker);
CREATE INDEX grants_by_region ON grants (region);
CREATE INDEX grant_countries_by_country ON grant_countries (country, grant_id);
CREATE INDEX grant_purposes_by_purpose ON grant_purposes (purpose, grant_id);
CREATE INDEX grant_makers_by_organization ON grant_makers (organization_id, grant_id);
CREATE INDEX grant_interventions_by_intervention ON grant_interventions (intervention_id, grant_id);
CREATE INDEX grant_back_donors_by_grant ON grant_back_donors (grant_id);
CREATE INDEX grant_back_donors_by_organization ON grant_back_donors (organization_id);
CREATE INDEX grant_disbursements_by_grant ON grant_disbursements (grant_id);
CREATE INDEX grant_requirements_by_grant ON grant_requirements (grant_id);
CREATE UNIQUE INDEX exchange_rates_of_a_day ON exchange_rates (base, quote, day) WHERE deleted_at IS NULL;
CREATE INDEX exchange_rates_by_day ON exchange_rates (day, id) WHERE deleted_at IS NULL;
CREATE INDEX exchange_rates_by_creation ON exchange_rates (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX exchange_rates_by_update ON exchange_rates (updated_at, id) WHERE deleted_at IS NULL;
