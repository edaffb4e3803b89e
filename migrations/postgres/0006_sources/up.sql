-- Where facts come from.
CREATE TABLE sources (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    title text NOT NULL,
    title_folded text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    accessed text,
    language text,
    publisher text,
    url text,
    hash text,
    when_text text,
    when_earliest date NOT NULL,
    when_latest date NOT NULL,
    when_undated boolean NOT NULL GENERATED ALWAYS AS (when_text IS NULL) STORED,
    when_said text,
    when_inferred boolean NOT NULL DEFAULT false,
    sensitivity text NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted')),
    private_notes text
);

-- What a source says of a record, or of one field of it.
CREATE TABLE citations (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    source_id uuid NOT NULL REFERENCES sources (id),
    person_id uuid REFERENCES people (id),
    field text,
    locator text,
    value jsonb,
    preferred boolean NOT NULL DEFAULT false,
    note text,
    about_kind text,
    about_id uuid,
    about_code text
);

-- What somebody is to do.
CREATE TABLE follow_ups (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    title text NOT NULL,
    title_folded text COLLATE "C" NOT NULL,
    due_text text,
    due_earliest date NOT NULL,
    due_latest date NOT NULL,
    due_undated boolean NOT NULL GENERATED ALWAYS AS (due_text IS NULL) STORED,
    owner_id uuid REFERENCES users (id),
    status text NOT NULL DEFAULT 'open',
    done text,
    note text,
    about_kind text,
    about_id uuid,
    about_code text,
    sensitivity text NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted'))
);

CREATE INDEX sources_by_when ON sources (when_undated, when_earliest, when_latest, id) WHERE deleted_at IS NULL;
CREATE INDEX sources_by_when_down ON sources (when_undated, when_earliest DESC, when_latest DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX sources_by_title ON sources (title_folded, id) WHERE deleted_at IS NULL;
CREATE INDEX sources_by_creation ON sources (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX sources_by_update ON sources (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX citations_by_creation ON citations (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX citations_by_update ON citations (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX citations_about ON citations (about_kind, about_id, about_code);
CREATE INDEX citations_by_source ON citations (source_id);
CREATE INDEX citations_by_person ON citations (person_id);
CREATE UNIQUE INDEX citations_one_preferred ON citations (about_kind, about_id, field) WHERE preferred AND deleted_at IS NULL AND about_id IS NOT NULL;
CREATE UNIQUE INDEX citations_one_preferred_of_code ON citations (about_kind, about_code, field) WHERE preferred AND deleted_at IS NULL AND about_code IS NOT NULL;
CREATE INDEX follow_ups_by_due ON follow_ups (due_undated, due_earliest, due_latest, id) WHERE deleted_at IS NULL;
CREATE INDEX follow_ups_by_title ON follow_ups (title_folded, id) WHERE deleted_at IS NULL;
CREATE INDEX follow_ups_by_creation ON follow_ups (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX follow_ups_by_update ON follow_ups (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX follow_ups_about ON follow_ups (about_kind, about_id, about_code);
CREATE INDEX follow_ups_by_owner ON follow_ups (owner_id);
