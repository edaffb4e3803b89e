-- Work that takes longer than a request: reports that are being made. Whoever works at one shows so from time to time (`beat_at`);
-- one that nobody works at any more is taken up again, as another turn.
CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    created_at timestamptz NOT NULL,
    owner_id uuid NOT NULL REFERENCES users (id),
    asker text NOT NULL,
    ask text NOT NULL,
    state text NOT NULL,
    turn integer NOT NULL,
    beat_at timestamptz,
    done integer NOT NULL,
    steps integer NOT NULL,
    report_id uuid REFERENCES reports (id),
    problem text,
    ended_at timestamptz
);
CREATE INDEX jobs_by_owner ON jobs (owner_id, id);
CREATE INDEX jobs_to_do ON jobs (id) WHERE ended_at IS NULL;
