-- Where facts come from.
CREATE TABLE sources (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    title TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    kind TEXT NOT NULL,
    accessed TEXT,
    language TEXT,
    publisher TEXT,
    url TEXT,
    hash TEXT,
    when_text TEXT,
    when_earliest TEXT NOT NULL,
    when_latest TEXT NOT NULL,
    when_undated INTEGER NOT NULL GENERATED ALWAYS AS (when_text IS NULL) STORED,
    when_said TEXT,
    when_inferred INTEGER NOT NULL CHECK (when_inferred IN (0, 1)) DEFAULT 0,
    sensitivity TEXT NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted')),
    private_notes TEXT
) STRICT;

-- What a source says of a record, or of one field of it.
CREATE TABLE citations (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    source_id BLOB NOT NULL REFERENCES sources (id),
    person_id BLOB REFERENCES people (id),
    field TEXT,
    locator TEXT,
    value TEXT,
    preferred INTEGER NOT NULL CHECK (preferred IN (0, 1)) DEFAULT 0,
    note TEXT,
    about_kind TEXT,
    about_id BLOB,
    about_code TEXT
) STRICT;

-- What somebody is to do.
CREATE TABLE follow_ups (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    title TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    due_text TEXT,
    due_earliest TEXT NOT NULL,
    due_latest TEXT NOT NULL,
    due_undated INTEGER NOT NULL GENERATED ALWAYS AS (due_text IS NULL) STORED,
    owner_id BLOB REFERENCES users (id),
    status TEXT NOT NULL DEFAULT 'open',
    done TEXT,
    note TEXT,
    about_kind TEXT,
    about_id BLOB,
    about_code TEXT,
    sensitivity TEXT NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted'))
) STRICT;

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
