-- How the team works beside its visits: what stood in the way, what spread from where to where, who met whom, what was
-- told, and the contacts of which support that goes on consists.

-- What stood in the way.
CREATE TABLE challenges (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    title text NOT NULL,
    title_folded text COLLATE "C" NOT NULL,
    summary text,
    private_notes text,
    region text COLLATE "C" REFERENCES regions (code),
    worldwide boolean NOT NULL DEFAULT false,
    when_text text,
    when_earliest date NOT NULL,
    when_latest date NOT NULL,
    when_undated boolean NOT NULL GENERATED ALWAYS AS (when_text IS NULL) STORED,
    when_said text,
    when_inferred boolean NOT NULL DEFAULT false,
    sensitivity text NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted')),
    review text NOT NULL DEFAULT 'draft',
    reviewed_by uuid REFERENCES users (id),
    reviewed_at timestamptz,
    wording text NOT NULL DEFAULT '[null,{}]'
);

CREATE TABLE challenge_countries (
    challenge_id uuid NOT NULL REFERENCES challenges (id),
    country text COLLATE "C" NOT NULL REFERENCES countries (code),
    position integer NOT NULL,
    PRIMARY KEY (challenge_id, country)
);

CREATE TABLE challenge_themes (
    challenge_id uuid NOT NULL REFERENCES challenges (id),
    theme text COLLATE "C" NOT NULL,
    position integer NOT NULL,
    PRIMARY KEY (challenge_id, theme)
);

CREATE TABLE challenge_interventions (
    challenge_id uuid NOT NULL REFERENCES challenges (id),
    intervention_id uuid NOT NULL REFERENCES interventions (id),
    position integer NOT NULL,
    PRIMARY KEY (challenge_id, intervention_id)
);

-- What spreads, from where to where.
CREATE TABLE practices (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    title text NOT NULL,
    title_folded text COLLATE "C" NOT NULL,
    summary text,
    private_notes text,
    sensitivity text NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted')),
    review text NOT NULL DEFAULT 'draft',
    reviewed_by uuid REFERENCES users (id),
    reviewed_at timestamptz,
    wording text NOT NULL DEFAULT '[null,{}]'
);

CREATE TABLE practice_origins (
    practice_id uuid NOT NULL REFERENCES practices (id),
    country text COLLATE "C" NOT NULL REFERENCES countries (code),
    position integer NOT NULL,
    PRIMARY KEY (practice_id, country)
);

-- Who took up a practice: a country, a region as a whole, or the world.
CREATE TABLE practice_adoptions (
    id uuid PRIMARY KEY NOT NULL,
    practice_id uuid NOT NULL REFERENCES practices (id),
    position integer NOT NULL,
    stage text NOT NULL,
    country text COLLATE "C" REFERENCES countries (code),
    region text COLLATE "C" REFERENCES regions (code),
    worldwide boolean NOT NULL DEFAULT false,
    intervention_id uuid REFERENCES interventions (id),
    result_id uuid REFERENCES results (id),
    note text,
    when_text text,
    when_earliest date NOT NULL,
    when_latest date NOT NULL,
    when_said text,
    when_inferred boolean NOT NULL DEFAULT false,
    CONSTRAINT adoption_has_one_place CHECK (
        (country IS NOT NULL AND region IS NULL AND NOT worldwide)
        OR (country IS NULL AND region IS NOT NULL AND NOT worldwide)
        OR (country IS NULL AND region IS NULL AND worldwide)
    )
);

-- Who was brought together with whom.
CREATE TABLE introductions (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    title text NOT NULL,
    title_folded text COLLATE "C" NOT NULL,
    summary text,
    private_notes text,
    kind text,
    party_id uuid REFERENCES organizations (id),
    party_person_id uuid REFERENCES people (id),
    to_id uuid REFERENCES organizations (id),
    to_person_id uuid REFERENCES people (id),
    to_country text COLLATE "C" REFERENCES countries (code),
    to_said text,
    intervention_id uuid REFERENCES interventions (id),
    region text COLLATE "C" REFERENCES regions (code),
    worldwide boolean NOT NULL DEFAULT false,
    when_text text,
    when_earliest date NOT NULL,
    when_latest date NOT NULL,
    when_undated boolean NOT NULL GENERATED ALWAYS AS (when_text IS NULL) STORED,
    when_said text,
    when_inferred boolean NOT NULL DEFAULT false,
    sensitivity text NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted')),
    review text NOT NULL DEFAULT 'draft',
    reviewed_by uuid REFERENCES users (id),
    reviewed_at timestamptz
);

CREATE TABLE introduction_countries (
    introduction_id uuid NOT NULL REFERENCES introductions (id),
    country text COLLATE "C" NOT NULL REFERENCES countries (code),
    position integer NOT NULL,
    PRIMARY KEY (introduction_id, country)
);

-- Summits, regional meetings and the like.
CREATE TABLE gatherings (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    title text NOT NULL,
    title_folded text COLLATE "C" NOT NULL,
    summary text,
    private_notes text,
    kind text NOT NULL,
    status text NOT NULL,
    held_in text COLLATE "C" REFERENCES countries (code),
    place text,
    parent_id uuid REFERENCES gatherings (id),
    region text COLLATE "C" REFERENCES regions (code),
    worldwide boolean NOT NULL DEFAULT false,
    when_text text,
    when_earliest date NOT NULL,
    when_latest date NOT NULL,
    when_undated boolean NOT NULL GENERATED ALWAYS AS (when_text IS NULL) STORED,
    when_said text,
    when_inferred boolean NOT NULL DEFAULT false,
    sensitivity text NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted')),
    review text NOT NULL DEFAULT 'draft',
    reviewed_by uuid REFERENCES users (id),
    reviewed_at timestamptz,
    wording text NOT NULL DEFAULT '[null,{}]'
);

CREATE TABLE gathering_countries (
    gathering_id uuid NOT NULL REFERENCES gatherings (id),
    country text COLLATE "C" NOT NULL REFERENCES countries (code),
    position integer NOT NULL,
    PRIMARY KEY (gathering_id, country)
);

CREATE TABLE gathering_hosts (
    gathering_id uuid NOT NULL REFERENCES gatherings (id),
    organization_id uuid NOT NULL REFERENCES organizations (id),
    position integer NOT NULL,
    PRIMARY KEY (gathering_id, organization_id)
);

CREATE TABLE gathering_interventions (
    gathering_id uuid NOT NULL REFERENCES gatherings (id),
    intervention_id uuid NOT NULL REFERENCES interventions (id),
    position integer NOT NULL,
    PRIMARY KEY (gathering_id, intervention_id)
);

CREATE TABLE gathering_aliases (
    gathering_id uuid NOT NULL REFERENCES gatherings (id),
    alias text NOT NULL,
    alias_folded text COLLATE "C" NOT NULL,
    position integer NOT NULL,
    PRIMARY KEY (gathering_id, alias)
);

-- Who works with the team, for a period.
CREATE TABLE partnerships (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    title text NOT NULL,
    title_folded text COLLATE "C" NOT NULL,
    private_notes text,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    purpose text,
    region text COLLATE "C" REFERENCES regions (code),
    worldwide boolean NOT NULL DEFAULT false,
    when_text text,
    when_earliest date NOT NULL,
    when_latest date NOT NULL,
    when_undated boolean NOT NULL GENERATED ALWAYS AS (when_text IS NULL) STORED,
    when_said text,
    when_inferred boolean NOT NULL DEFAULT false,
    sensitivity text NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted')),
    review text NOT NULL DEFAULT 'draft',
    reviewed_by uuid REFERENCES users (id),
    reviewed_at timestamptz,
    wording text NOT NULL DEFAULT '[null,{}]'
);

CREATE TABLE partnership_countries (
    partnership_id uuid NOT NULL REFERENCES partnerships (id),
    country text COLLATE "C" NOT NULL REFERENCES countries (code),
    position integer NOT NULL,
    PRIMARY KEY (partnership_id, country)
);

-- What the team told, through which channel.
CREATE TABLE publications (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    title text NOT NULL,
    title_folded text COLLATE "C" NOT NULL,
    summary text,
    private_notes text,
    channel text,
    language text,
    url text,
    region text COLLATE "C" REFERENCES regions (code),
    worldwide boolean NOT NULL DEFAULT false,
    when_text text,
    when_earliest date NOT NULL,
    when_latest date NOT NULL,
    when_undated boolean NOT NULL GENERATED ALWAYS AS (when_text IS NULL) STORED,
    when_said text,
    when_inferred boolean NOT NULL DEFAULT false,
    sensitivity text NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted')),
    review text NOT NULL DEFAULT 'draft',
    reviewed_by uuid REFERENCES users (id),
    reviewed_at timestamptz,
    wording text NOT NULL DEFAULT '[null,{}]'
);

CREATE TABLE publication_countries (
    publication_id uuid NOT NULL REFERENCES publications (id),
    country text COLLATE "C" NOT NULL REFERENCES countries (code),
    position integer NOT NULL,
    PRIMARY KEY (publication_id, country)
);

CREATE TABLE publication_interventions (
    publication_id uuid NOT NULL REFERENCES publications (id),
    intervention_id uuid NOT NULL REFERENCES interventions (id),
    position integer NOT NULL,
    PRIMARY KEY (publication_id, intervention_id)
);

-- The contacts of support that goes on.
CREATE TABLE intervention_touches (
    id uuid PRIMARY KEY NOT NULL,
    intervention_id uuid NOT NULL REFERENCES interventions (id),
    position integer NOT NULL,
    mode text,
    note text,
    when_text text,
    when_earliest date NOT NULL,
    when_latest date NOT NULL,
    when_said text,
    when_inferred boolean NOT NULL DEFAULT false
);

CREATE INDEX challenges_by_title ON challenges (title_folded, id) WHERE deleted_at IS NULL;
CREATE INDEX challenges_by_creation ON challenges (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX challenges_by_update ON challenges (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX challenges_by_when ON challenges (when_undated, when_earliest, when_latest, id) WHERE deleted_at IS NULL;
CREATE INDEX challenges_by_when_down ON challenges (when_undated, when_earliest DESC, when_latest DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX challenges_by_region ON challenges (region);
CREATE INDEX challenge_countries_by_country ON challenge_countries (country, challenge_id);
CREATE INDEX practices_by_title ON practices (title_folded, id) WHERE deleted_at IS NULL;
CREATE INDEX practices_by_creation ON practices (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX practices_by_update ON practices (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX introductions_by_title ON introductions (title_folded, id) WHERE deleted_at IS NULL;
CREATE INDEX introductions_by_creation ON introductions (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX introductions_by_update ON introductions (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX introductions_by_when ON introductions (when_undated, when_earliest, when_latest, id) WHERE deleted_at IS NULL;
CREATE INDEX introductions_by_when_down ON introductions (when_undated, when_earliest DESC, when_latest DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX introductions_by_region ON introductions (region);
CREATE INDEX introduction_countries_by_country ON introduction_countries (country, introduction_id);
CREATE INDEX gatherings_by_title ON gatherings (title_folded, id) WHERE deleted_at IS NULL;
CREATE INDEX gatherings_by_creation ON gatherings (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX gatherings_by_update ON gatherings (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX gatherings_by_when ON gatherings (when_undated, when_earliest, when_latest, id) WHERE deleted_at IS NULL;
CREATE INDEX gatherings_by_when_down ON gatherings (when_undated, when_earliest DESC, when_latest DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX gatherings_by_region ON gatherings (region);
CREATE INDEX gathering_countries_by_country ON gathering_countries (country, gathering_id);
CREATE INDEX partnerships_by_title ON partnerships (title_folded, id) WHERE deleted_at IS NULL;
CREATE INDEX partnerships_by_creation ON partnerships (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX partnerships_by_update ON partnerships (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX partnerships_by_when ON partnerships (when_undated, when_earliest, when_latest, id) WHERE deleted_at IS NULL;
CREATE INDEX partnerships_by_when_down ON partnerships (when_undated, when_earliest DESC, when_latest DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX partnerships_by_region ON partnerships (region);
CREATE INDEX partnership_countries_by_country ON partnership_countries (country, partnership_id);
CREATE INDEX publications_by_title ON publications (title_folded, id) WHERE deleted_at IS NULL;
CREATE INDEX publications_by_creation ON publications (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX publications_by_update ON publications (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX publications_by_when ON publications (when_undated, when_earliest, when_latest, id) WHERE deleted_at IS NULL;
CREATE INDEX publications_by_when_down ON publications (when_undated, when_earliest DESC, when_latest DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX publications_by_region ON publications (region);
CREATE INDEX publication_countries_by_country ON publication_countries (country, publication_id);
CREATE INDEX introductions_by_party ON introductions (party_id);
CREATE INDEX introductions_by_party_person ON introductions (party_person_id);
CREATE INDEX introductions_by_to ON introductions (to_id);
CREATE INDEX introductions_by_to_person ON introductions (to_person_id);
CREATE INDEX introductions_by_intervention ON introductions (intervention_id);
CREATE INDEX gatherings_by_parent ON gatherings (parent_id);
CREATE INDEX partnerships_by_organization ON partnerships (organization_id);
CREATE INDEX challenge_themes_by_theme ON challenge_themes (theme, challenge_id);
CREATE INDEX challenge_interventions_by_intervention ON challenge_interventions (intervention_id, challenge_id);
CREATE INDEX practice_origins_by_country ON practice_origins (country, practice_id);
CREATE INDEX gathering_hosts_by_organization ON gathering_hosts (organization_id, gathering_id);
CREATE INDEX gathering_interventions_by_intervention ON gathering_interventions (intervention_id, gathering_id);
CREATE INDEX gathering_aliases_by_alias ON gathering_aliases (alias_folded, gathering_id);
CREATE INDEX publication_interventions_by_intervention ON publication_interventions (intervention_id, publication_id);
CREATE INDEX practice_adoptions_by_practice ON practice_adoptions (practice_id);
CREATE INDEX practice_adoptions_by_country ON practice_adoptions (country);
CREATE INDEX practice_adoptions_by_region ON practice_adoptions (region);
CREATE INDEX practice_adoptions_by_intervention ON practice_adoptions (intervention_id);
CREATE INDEX practice_adoptions_by_result ON practice_adoptions (result_id);
CREATE INDEX intervention_touches_by_intervention ON intervention_touches (intervention_id);
