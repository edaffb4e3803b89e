-- What people say of results and of the team's work, and where their words may harm them.

-- Who was asked whether results are so.
CREATE TABLE result_substantiations (
    id BLOB PRIMARY KEY NOT NULL,
    result_id BLOB NOT NULL REFERENCES results (id),
    position INTEGER NOT NULL,
    person_id BLOB REFERENCES people (id),
    organization_id BLOB REFERENCES organizations (id),
    independent INTEGER NOT NULL CHECK (independent IN (0, 1)) DEFAULT 0,
    description TEXT NOT NULL DEFAULT 'unknown',
    significance TEXT NOT NULL DEFAULT 'unknown',
    contribution TEXT NOT NULL DEFAULT 'unknown',
    comment TEXT,
    when_text TEXT,
    when_earliest TEXT NOT NULL,
    when_latest TEXT NOT NULL,
    when_said TEXT,
    when_inferred INTEGER NOT NULL CHECK (when_inferred IN (0, 1)) DEFAULT 0,
    may_quote INTEGER NOT NULL CHECK (may_quote IN (0, 1)) DEFAULT 0,
    CONSTRAINT substantiator_is_somebody CHECK (person_id IS NOT NULL OR organization_id IS NOT NULL)
) STRICT;

CREATE TABLE testimonials (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    text TEXT,
    summary TEXT,
    lang TEXT NOT NULL,
    original_language TEXT,
    speaker_id BLOB REFERENCES people (id),
    speaker_said TEXT,
    consent TEXT NOT NULL DEFAULT 'none',
    consent_evidence TEXT,
    consent_when TEXT,
    verification TEXT NOT NULL DEFAULT 'unverified',
    released INTEGER NOT NULL CHECK (released IN (0, 1)) DEFAULT 0,
    released_by BLOB REFERENCES users (id),
    released_at INTEGER,
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
    private_notes TEXT,
    sensitivity TEXT NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted'))
) STRICT;

CREATE TABLE testimonial_countries (
    testimonial_id BLOB NOT NULL REFERENCES testimonials (id),
    country TEXT NOT NULL REFERENCES countries (code),
    position INTEGER NOT NULL,
    PRIMARY KEY (testimonial_id, country)
) WITHOUT ROWID, STRICT;

CREATE TABLE testimonial_affiliations (
    testimonial_id BLOB NOT NULL REFERENCES testimonials (id),
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (testimonial_id, organization_id)
) WITHOUT ROWID, STRICT;

CREATE TABLE testimonial_interventions (
    testimonial_id BLOB NOT NULL REFERENCES testimonials (id),
    intervention_id BLOB NOT NULL REFERENCES interventions (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (testimonial_id, intervention_id)
) WITHOUT ROWID, STRICT;

CREATE TABLE testimonial_people (
    testimonial_id BLOB NOT NULL REFERENCES testimonials (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (testimonial_id, person_id)
) WITHOUT ROWID, STRICT;

-- Countries where words may harm whoever spoke them.
CREATE TABLE risks (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    country TEXT NOT NULL REFERENCES countries (code),
    title TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    severity TEXT NOT NULL DEFAULT 'medium',
    handling TEXT NOT NULL DEFAULT 'caution',
    note TEXT,
    when_text TEXT,
    when_earliest TEXT NOT NULL,
    when_latest TEXT NOT NULL,
    when_undated INTEGER NOT NULL GENERATED ALWAYS AS (when_text IS NULL) STORED,
    when_said TEXT,
    when_inferred INTEGER NOT NULL CHECK (when_inferred IN (0, 1)) DEFAULT 0,
    private_notes TEXT,
    sensitivity TEXT NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted'))
) STRICT;

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
