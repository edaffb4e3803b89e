-- What programs show in the place of a login. The secret itself is nowhere.
CREATE TABLE api_keys (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id),
    ceiling TEXT CHECK (ceiling IN ('public', 'internal', 'restricted')),
    origins TEXT NOT NULL,
    expires_at INTEGER,
    secret_hash TEXT NOT NULL UNIQUE,
    last_used_at INTEGER
) STRICT;
CREATE INDEX api_keys_by_name ON api_keys (name_folded, id) WHERE deleted_at IS NULL;
CREATE INDEX api_keys_by_user ON api_keys (user_id);
