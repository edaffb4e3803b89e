-- Posts that begin and end, that one person holds at a time, and that take the place of others.
ALTER TABLE posts ADD COLUMN region TEXT REFERENCES regions (code);
ALTER TABLE posts ADD COLUMN sole INTEGER NOT NULL CHECK (sole IN (0, 1)) DEFAULT 0;
ALTER TABLE posts ADD COLUMN succeeds_id BLOB REFERENCES posts (id);
ALTER TABLE posts ADD COLUMN period_text TEXT;
ALTER TABLE posts ADD COLUMN period_earliest TEXT NOT NULL DEFAULT '0001-01-01';
ALTER TABLE posts ADD COLUMN period_latest TEXT NOT NULL DEFAULT '9999-12-31';
UPDATE posts SET sole = 1 WHERE kind = 'ogp_poc';
CREATE INDEX posts_by_region ON posts (region);
CREATE INDEX posts_by_succeeds ON posts (succeeds_id);

-- Members that are organizations, on whose behalf, and how they came to it.
CREATE TABLE memberships_anew (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    person_id BLOB REFERENCES people (id),
    member_id BLOB REFERENCES organizations (id),
    organization_id BLOB REFERENCES organizations (id),
    post_id BLOB REFERENCES posts (id),
    on_behalf_of_id BLOB REFERENCES organizations (id),
    role TEXT,
    selection TEXT,
    period_text TEXT,
    period_earliest TEXT NOT NULL,
    period_latest TEXT NOT NULL,
    period_undated INTEGER NOT NULL GENERATED ALWAYS AS (period_text IS NULL) STORED,
    private_notes TEXT,
    sensitivity TEXT NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'restricted'))
) STRICT;
INSERT INTO memberships_anew (id, version, created_at, updated_at, deleted_at, person_id, organization_id, post_id, role,
    period_text, period_earliest, period_latest, private_notes, sensitivity)
SELECT id, version, created_at, updated_at, deleted_at, person_id, organization_id, post_id, role,
    period_text, period_earliest, period_latest, private_notes, sensitivity FROM memberships;
DROP TABLE memberships;
ALTER TABLE memberships_anew RENAME TO memberships;
CREATE INDEX memberships_by_creation ON memberships (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX memberships_by_update ON memberships (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX memberships_by_period ON memberships (period_undated, period_earliest, period_latest, id) WHERE deleted_at IS NULL;
CREATE INDEX memberships_by_person ON memberships (person_id);
CREATE INDEX memberships_by_organization ON memberships (organization_id);
CREATE INDEX memberships_by_post ON memberships (post_id);
CREATE INDEX memberships_by_member ON memberships (member_id);
CREATE INDEX memberships_by_on_behalf_of ON memberships (on_behalf_of_id);

-- Changes of points of contact, and what they brought about.
CREATE TABLE turnovers (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    post_id BLOB NOT NULL REFERENCES posts (id),
    new_post_id BLOB REFERENCES posts (id),
    what TEXT NOT NULL,
    cause TEXT,
    agency_id BLOB REFERENCES organizations (id),
    successor_id BLOB REFERENCES people (id),
    when_text TEXT,
    when_earliest TEXT NOT NULL,
    when_latest TEXT NOT NULL,
    when_undated INTEGER NOT NULL GENERATED ALWAYS AS (when_text IS NULL) STORED,
    when_said TEXT,
    when_inferred INTEGER NOT NULL CHECK (when_inferred IN (0, 1)) DEFAULT 0
) STRICT;

CREATE TABLE turnover_commitments (
    turnover_id BLOB NOT NULL REFERENCES turnovers (id),
    commitment_id BLOB NOT NULL REFERENCES commitments (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (turnover_id, commitment_id)
) WITHOUT ROWID, STRICT;

CREATE TABLE turnover_memberships (
    turnover_id BLOB NOT NULL REFERENCES turnovers (id),
    membership_id BLOB NOT NULL REFERENCES memberships (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (turnover_id, membership_id)
) WITHOUT ROWID, STRICT;

ALTER TABLE transitions ADD COLUMN turnover_id BLOB REFERENCES turnovers (id);
CREATE INDEX transitions_by_turnover ON transitions (turnover_id);
CREATE INDEX turnovers_by_when ON turnovers (when_undated, when_earliest, when_latest, id) WHERE deleted_at IS NULL;
CREATE INDEX turnovers_by_when_down ON turnovers (when_undated, when_earliest DESC, when_latest DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX turnovers_by_creation ON turnovers (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX turnovers_by_update ON turnovers (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX turnovers_by_post ON turnovers (post_id);
CREATE INDEX turnovers_by_agency ON turnovers (agency_id);
CREATE INDEX turnover_commitments_by_commitment ON turnover_commitments (commitment_id, turnover_id);
