-- Work that takes longer than a request: reports that are being made. Whoever works at one shows so from time to time (`beat_at`);
-- one that nobody works at any more is taken up again, as another turn.
CREATE TABLE jobs (
    id BLOB PRIMARY KEY NOT NULL,
    created_at INTEGER NOT NULL,
    owner_id BLOB NOT NULL REFERENCES users (id),
    asker TEXT NOT NULL,
    ask TEXT NOT NULL,
    state TEXT NOT NULL,
    turn INTEGER NOT NULL,
    beat_at INTEGER,
    done INTEGER NOT NULL,
    steps INTEGER NOT NULL,
    report_id BLOB REFERENCES reports (id),
    problem TEXT,
    ended_at INTEGER
) WITHOUT ROWID, STRICT;
CREATE INDEX jobs_by_owner ON jobs (owner_id, id);
CREATE INDEX jobs_to_do ON jobs (id) WHERE ended_at IS NULL;
