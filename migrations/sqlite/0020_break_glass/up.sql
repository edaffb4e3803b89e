-- Restricted records that somebody opened outside their reach, or asked to: who, which, why, from when to when.
CREATE TABLE break_glass (
    id BLOB PRIMARY KEY NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL,
    record_id BLOB NOT NULL,
    reason TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE INDEX break_glass_by_user ON break_glass (user_id, expires_at);
