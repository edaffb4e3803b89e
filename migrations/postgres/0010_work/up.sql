-- Lists of codes by which others judge records.
CREATE TABLE scales (
    code text COLLATE "C" PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    name text NOT NULL,
    name_es text,
    name_fr text,
    name_folded text COLLATE "C" NOT NULL,
    era text
);

CREATE TABLE scale_values (
    scale text COLLATE "C" NOT NULL REFERENCES scales (code),
    code text COLLATE "C" NOT NULL,
    label text NOT NULL,
    label_es text,
    label_fr text,
    rank integer,
    position integer NOT NULL,
    PRIMARY KEY (scale, code)
);

-- What somebody judged of a record, by a code of a scale; NR, ND and NA belong to every scale.
CREATE TABLE assessments (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    scale text COLLATE "C" NOT NULL REFERENCES scales (code),
    code text COLLATE "C" NOT NULL,
    assessor_id uuid REFERENCES organizations (id),
    phase text,
    evidence text,
    about_kind text COLLATE "C",
    about_id uuid,
    about_code text COLLATE "C",
    when_text text,
    when_earliest date NOT NULL,
    when_latest date NOT NULL,
    when_undated boolean NOT NULL GENERATED ALWAYS AS (when_text IS NULL) STORED,
    when_said text,
    when_inferred boolean NOT NULL DEFAULT false,
    review text NOT NULL DEFAULT 'draft',
    reviewed_by uuid REFERENCES users (id),
    reviewed_at timestamptz,
    sensitivity text NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted'))
);

-- Words that a team sorts its records by.
CREATE TABLE tags (
    code text COLLATE "C" PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    name text NOT NULL,
    name_folded text COLLATE "C" NOT NULL,
    names text NOT NULL DEFAULT '{}',
    note text
);

-- Which record has which tag.
CREATE TABLE taggings (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    tag text COLLATE "C" NOT NULL REFERENCES tags (code),
    about_kind text COLLATE "C",
    about_id uuid,
    about_code text COLLATE "C"
);

-- What somebody wrote down about a record.
CREATE TABLE notes (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    text text NOT NULL,
    about_kind text COLLATE "C",
    about_id uuid,
    about_code text COLLATE "C",
    sensitivity text NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted')),
    wording text NOT NULL DEFAULT '[null,{}]'
);

-- Files; their content is in a folder, under its hash.
CREATE TABLE documents (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    title text NOT NULL,
    title_folded text COLLATE "C" NOT NULL,
    file_name text,
    lang text COLLATE "C",
    media_type text,
    size integer,
    sha256 text COLLATE "C",
    about_kind text COLLATE "C",
    about_id uuid,
    about_code text COLLATE "C",
    sensitivity text NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted'))
);

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
