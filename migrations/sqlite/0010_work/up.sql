-- Lists of codes by which others judge records.
CREATE TABLE scales (
    code TEXT PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    name TEXT NOT NULL,
    name_es TEXT,
    name_fr TEXT,
    name_folded TEXT NOT NULL,
    era TEXT
) STRICT;

CREATE TABLE scale_values (
    scale TEXT NOT NULL REFERENCES scales (code),
    code TEXT NOT NULL,
    label TEXT NOT NULL,
    label_es TEXT,
    label_fr TEXT,
    rank INTEGER,
    position INTEGER NOT NULL,
    PRIMARY KEY (scale, code)
) WITHOUT ROWID, STRICT;

-- What somebody judged of a record, by a code of a scale; NR, ND and NA belong to every scale.
CREATE TABLE assessments (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    scale TEXT NOT NULL REFERENCES scales (code),
    code TEXT NOT NULL,
    assessor_id BLOB REFERENCES organizations (id),
    phase TEXT,
    evidence TEXT,
    about_kind TEXT,
    about_id BLOB,
    about_code TEXT,
    when_text TEXT,
    when_earliest TEXT NOT NULL,
    when_latest TEXT NOT NULL,
    when_undated INTEGER NOT NULL GENERATED ALWAYS AS (when_text IS NULL) STORED,
    when_said TEXT,
    when_inferred INTEGER NOT NULL CHECK (when_inferred IN (0, 1)) DEFAULT 0,
    review TEXT NOT NULL DEFAULT 'draft',
    reviewed_by BLOB REFERENCES users (id),
    reviewed_at INTEGER,
    sensitivity TEXT NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted'))
) STRICT;

-- Words that a team sorts its records by.
CREATE TABLE tags (
    code TEXT PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    names TEXT NOT NULL DEFAULT '{}',
    note TEXT
) STRICT;

-- Which record has which tag.
CREATE TABLE taggings (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    tag TEXT NOT NULL REFERENCES tags (code),
    about_kind TEXT,
    about_id BLOB,
    about_code TEXT
) STRICT;

-- What somebody wrote down about a record.
CREATE TABLE notes (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    text TEXT NOT NULL,
    about_kind TEXT,
    about_id BLOB,
    about_code TEXT,
    sensitivity TEXT NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted')),
    wording TEXT NOT NULL DEFAULT '[null,{}]'
) STRICT;

-- Files; their content is in a folder, under its hash.
CREATE TABLE documents (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    title TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    file_name TEXT,
    lang TEXT,
    media_type TEXT,
    size INTEGER,
    sha256 TEXT,
    about_kind TEXT,
    about_id BLOB,
    about_code TEXT,
    sensitivity TEXT NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted'))
) STRICT;

CREATE INDEX scales_by_name ON scales (name_folded, code) WHERE deleted_at IS NULL;
CREATE INDEX assessments_by_when ON assessments (when_undated, when_earliest, when_latest, id) WHERE deleted_at IS NULL;
CREATE INDEX assessments_by_when_down ON assessments (when_undated, when_earliest DESC, when_latest DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX assessments_by_creation ON assessments (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX assessments_by_update ON assessments (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX assessments_about ON assessments (about_kind, about_id, about_code);
CREATE INDEX assessments_by_scale ON assessments (scale, code);
CREATE INDEX assessments_by_assessor ON assessments (assessor_id);
CREATE INDEX tags_by_name ON tags (name_folded, code) WHERE deleted_at IS NULL;
CREATE INDEX taggings_by_creation ON taggings (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX taggings_by_update ON taggings (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX taggings_by_tag ON taggings (tag);
CREATE UNIQUE INDEX taggings_once ON taggings (about_kind, about_id, tag) WHERE deleted_at IS NULL AND about_id IS NOT NULL;
CREATE UNIQUE INDEX taggings_once_of_code ON taggings (about_kind, about_code, tag) WHERE deleted_at IS NULL AND about_code IS NOT NULL;
CREATE INDEX notes_by_creation ON notes (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX notes_by_update ON notes (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX notes_about ON notes (about_kind, about_id, about_code);
CREATE INDEX documents_by_title ON documents (title_folded, id) WHERE deleted_at IS NULL;
CREATE INDEX documents_by_creation ON documents (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX documents_by_update ON documents (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX documents_about ON documents (about_kind, about_id, about_code);
CREATE INDEX documents_by_content ON documents (sha256);
