-- Posts that begin and end, that one person holds at a time, and that take the place of others.
ALTER TABLE posts ADD COLUMN region text COLLATE "C" REFERENCES regions (code);
ALTER TABLE posts ADD COLUMN sole boolean NOT NULL DEFAULT false;
ALTER TABLE posts ADD COLUMN succeeds_id uuid REFERENCES posts (id);
ALTER TABLE posts ADD COLUMN period_text text;
ALTER TABLE posts ADD COLUMN period_earliest date NOT NULL DEFAULT '0001-01-01';
ALTER TABLE posts ADD COLUMN period_latest date NOT NULL DEFAULT '9999-12-31';
UPDATE posts SET sole = true WHERE kind = 'ogp_poc';
CREATE INDEX posts_by_region ON posts (region);
CREATE INDEX posts_by_succeeds ON posts (succeeds_id);

-- Members that are organizations, on whose behalf, and how they came to it.
ALTER TABLE memberships ALTER COLUMN person_id DROP NOT NULL;
ALTER TABLE memberships ADD COLUMN member_id uuid REFERENCES organizations (id);
ALTER TABLE memberships ADD COLUMN on_behalf_of_id uuid REFERENCES organizations (id);
ALTER TABLE memberships ADD COLUMN selection text;
CREATE INDEX memberships_by_member ON memberships (member_id);
CREATE INDEX memberships_by_on_behalf_of ON memberships (on_behalf_of_id);

-- Changes of points of contact, and what they brought about.
CREATE TABLE turnovers (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    post_id uuid NOT NULL REFERENCES posts (id),
    new_post_id uuid REFERENCES posts (id),
    what text NOT NULL,
    cause text,
    agency_id uuid REFERENCES organizations (id),
    successor_id uuid REFERENCES people (id),
    when_text text,
    when_earliest date NOT NULL,
    when_latest date NOT NULL,
    when_undated boolean NOT NULL GENERATED ALWAYS AS (when_text IS NULL) STORED,
    when_said text,
    when_inferred boolean NOT NULL DEFAULT false
);

CREATE TABLE turnover_commitments (
    turnover_id uuid NOT NULL REFERENCES turnovers (id),
    commitment_id uuid NOT NULL REFERENCES commitments (id),
    position integer NOT NULL,
    PRIMARY KEY (turnover_id, commitment_id)
);

CREATE TABLE turnover_memberships (
    turnover_id uuid NOT NULL REFERENCES turnovers (id),
    membership_id uuid NOT NULL REFERENCES memberships (id),
    position integer NOT NULL,
    PRIMARY KEY (turnover_id, membership_id)
);

ALTER TABLE transitions ADD COLUMN turnover_id uuid REFERENCES turnovers (id);
CREATE INDEX transitions_by_turnover ON transitions (turnover_id);
CREATE INDEX turnovers_by_when ON turnovers (when_undated, when_earliest, when_latest, id) WHERE deleted_at IS NULL;
CREATE INDEX turnovers_by_when_down ON turnovers (when_undated, when_earliest DESC, when_latest DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX turnovers_by_creation ON turnovers (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX turnovers_by_update ON turnovers (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX turnovers_by_post ON turnovers (post_id);
CREATE INDEX turnovers_by_agency ON turnovers (agency_id);
CREATE INDEX turnover_commitments_by_commitment ON turnover_commitments (commitment_id, turnover_id);
