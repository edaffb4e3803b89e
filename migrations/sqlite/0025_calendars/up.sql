-- Calendars of users, each at an address that nobody guesses; the secret in it is kept by its hash.
CREATE TABLE calendars (
    id BLOB PRIMARY KEY NOT NULL,
    created_at INTEGER NOT NULL,
    owner_id BLOB NOT NULL REFERENCES users (id),
    ceiling TEXT NOT NULL,
    secret_hash TEXT NOT NULL
) WITHOUT ROWID, STRICT;
CREATE UNIQUE INDEX calendars_by_secret ON calendars (secret_hash);
CREATE INDEX calendars_by_owner ON calendars (owner_id, id);
