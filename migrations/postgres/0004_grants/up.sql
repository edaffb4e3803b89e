-- Money and other support that was given.
CREATE TABLE grants (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    title text NOT NULL,
    title_folded text COLLATE "C" NOT NULL,
    summary text,
    support text NOT NULL DEFAULT 'grant',
    grant_maker uuid REFERENCES organizations (id),
    back_donor_reason text,
    amount_minor bigint,
    currency text,
    amount_reason text,
    status text NOT NULL,
    region text COLLATE "C" REFERENCES regions (code),
    worldwide boolean NOT NULL DEFAULT false,
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
    wording text NOT NULL DEFAULT '[null,{}]'
);

-- To whom: one a grant.
CREATE TABLE grant_recipients (
    grant_id uuid PRIMARY KEY NOT NULL REFERENCES grants (id),
    organization_id uuid REFERENCES organizations (id),
    person_id uuid REFERENCES people (id),
    post_id uuid REFERENCES posts (id),
    role text
);

CREATE TABLE grant_countries (
    grant_id uuid NOT NULL REFERENCES grants (id),
    country text COLLATE "C" NOT NULL REFERENCES countries (code),
    position integer NOT NULL,
    PRIMARY KEY (grant_id, country)
);

CREATE TABLE grant_purposes (
    grant_id uuid NOT NULL REFERENCES grants (id),
    purpose text COLLATE "C" NOT NULL,
    position integer NOT NULL,
    PRIMARY KEY (grant_id, purpose)
);

CREATE TABLE grant_makers (
    grant_id uuid NOT NULL REFERENCES grants (id),
    organization_id uuid NOT NULL REFERENCES organizations (id),
    position integer NOT NULL,
    PRIMARY KEY (grant_id, organization_id)
);

CREATE TABLE grant_interventions (
    grant_id uuid NOT NULL REFERENCES grants (id),
    intervention_id uuid NOT NULL REFERENCES interventions (id),
    position integer NOT NULL,
    PRIMARY KEY (grant_id, intervention_id)
);

-- Whose money it was before.
CREATE TABLE grant_back_donors (
    id uuid PRIMARY KEY NOT NULL,
    grant_id uuid NOT NULL REFERENCES grants (id),
    position integer NOT NULL,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    amount_minor bigint,
    currency text
);

-- What was paid out.
CREATE TABLE grant_disbursements (
    id uuid PRIMARY KEY NOT NULL,
    grant_id uuid NOT NULL REFERENCES grants (id),
    position integer NOT NULL,
    note text,
    when_text text,
    when_earliest date NOT NULL,
    when_latest date NOT NULL,
    when_said text,
    when_inferred boolean NOT NULL DEFAULT false,
    amount_minor bigint,
    currency text
);

-- What a grant asks of its recipient.
CREATE TABLE grant_requirements (
    id uuid PRIMARY KEY NOT NULL,
    grant_id uuid NOT NULL REFERENCES grants (id),
    position integer NOT NULL,
    title text NOT NULL,
    due text,
    met text,
    note text
);

-- What one currency was worth in another on a day.
CREATE TABLE exchange_rates (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    base text COLLATE "C" NOT NULL,
    quote text COLLATE "C" NOT NULL,
    rate text NOT NULL,
    day date NOT NULL,
    source text
);

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
