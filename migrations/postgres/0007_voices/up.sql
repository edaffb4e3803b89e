-- What people say of results and of the team's work, and where their words may harm them.

-- Who was asked whether results are so.
CREATE TABLE result_substantiations (
    id uuid PRIMARY KEY NOT NULL,
    result_id uuid NOT NULL REFERENCES results (id),
    position integer NOT NULL,
    person_id uuid REFERENCES people (id),
    organization_id uuid REFERENCES organizations (id),
    independent boolean NOT NULL DEFAULT false,
    description text NOT NULL DEFAULT 'unknown',
    significance text NOT NULL DEFAULT 'unknown',
    contribution text NOT NULL DEFAULT 'unknown',
    comment text,
    when_text text,
    when_earliest date NOT NULL,
    when_latest date NOT NULL,
    when_said text,
    when_inferred boolean NOT NULL DEFAULT false,
    may_quote boolean NOT NULL DEFAULT false,
    CONSTRAINT substantiator_is_somebody CHECK (person_id IS NOT NULL OR organization_id IS NOT NULL)
);

CREATE TABLE testimonials (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    text text,
    summary text,
    lang text NOT NULL,
    original_language text,
    speaker_id uuid REFERENCES people (id),
    speaker_said text,
    consent text NOT NULL DEFAULT 'none',
    consent_evidence text,
    consent_when text,
    verification text NOT NULL DEFAULT 'unverified',
    released boolean NOT NULL DEFAULT false,
    released_by uuid REFERENCES users (id),
    released_at timestamptz,
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
    private_notes text,
    sensitivity text NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted'))
);

CREATE TABLE testimonial_countries (
    testimonial_id uuid NOT NULL REFERENCES testimonials (id),
    country text COLLATE "C" NOT NULL REFERENCES countries (code),
    position integer NOT NULL,
    PRIMARY KEY (testimonial_id, country)
);

CREATE TABLE testimonial_affiliations (
    testimonial_id uuid NOT NULL REFERENCES testimonials (id),
    organization_id uuid NOT NULL REFERENCES organizations (id),
    position integer NOT NULL,
    PRIMARY KEY (testimonial_id, organization_id)
);

CREATE TABLE testimonial_interventions (
    testimonial_id uuid NOT NULL REFERENCES testimonials (id),
    intervention_id uuid NOT NULL REFERENCES interventions (id),
    position integer NOT NULL,
    PRIMARY KEY (testimonial_id, intervention_id)
);

CREATE TABLE testimonial_people (
    testimonial_id uuid NOT NULL REFERENCES testimonials (id),
    person_id uuid NOT NULL REFERENCES people (id),
    position integer NOT NULL,
    PRIMARY KEY (testimonial_id, person_id)
);

-- Countries where words may harm whoever spoke them.
CREATE TABLE risks (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    country text COLLATE "C" NOT NULL REFERENCES countries (code),
    title text NOT NULL,
    title_folded text COLLATE "C" NOT NULL,
    severity text NOT NULL DEFAULT 'medium',
    handling text NOT NULL DEFAULT 'caution',
    note text,
    when_text text,
    when_earliest date NOT NULL,
    when_latest date NOT NULL,
    when_undated boolean NOT NULL GENERATED ALWAYS AS (when_text IS NULL) STORED,
    when_said text,
    when_inferred boolean NOT NULL DEFAULT false,
    private_notes text,
    sensitivity text NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted'))
);

CREATE INDEX result_substantiations_by_result ON result_substantiations (result_id);
CREATE INDEX result_substantiations_by_person ON result_substantiations (person_id);
CREATE INDEX result_substantiations_by_organization ON result_substantiations (organization_id);
CREATE INDEX testimonials_by_when ON testimonials (when_undated, when_earliest, when_latest, id) WHERE deleted_at IS NULL;
CREATE INDEX testimonials_by_when_down ON testimonials (when_undated, when_earliest DESC, when_latest DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX testimonials_by_creation ON testimonials (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX testimonials_by_update ON testimonials (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX testimonials_by_speaker ON testimonials (speaker_id);
CREATE INDEX testimonials_by_region ON testimonials (region);
CREATE INDEX testimonial_countries_by_country ON testimonial_countries (country, testimonial_id);
CREATE INDEX testimonial_affiliations_by_organization ON testimonial_affiliations (organization_id, testimonial_id);
CREATE INDEX testimonial_interventions_by_intervention ON testimonial_interventions (intervention_id, testimonial_id);
CREATE INDEX testimonial_people_by_person ON testimonial_people (person_id, testimonial_id);
CREATE INDEX risks_by_when ON risks (when_undated, when_earliest, when_latest, id) WHERE deleted_at IS NULL;
CREATE INDEX risks_by_when_down ON risks (when_undated, when_earliest DESC, when_latest DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX risks_by_title ON risks (title_folded, id) WHERE deleted_at IS NULL;
CREATE INDEX risks_by_creation ON risks (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX risks_by_update ON risks (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX risks_by_country ON risks (country);
