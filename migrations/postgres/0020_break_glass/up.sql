-- Restricted records that somebody opened outside their reach, or asked to: who, which, why, from when to when.
CREATE TABLE break_glass (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    kind text NOT NULL,
    record_id uuid NOT NULL,
    reason text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX break_glass_by_user ON break_glass (user_id, expires_at);
