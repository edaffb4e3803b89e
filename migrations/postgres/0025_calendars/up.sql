-- Calendars of users, each at an address that nobody guesses; the secret in it is kept by its hash.
CREATE TABLE calendars (
    id uuid PRIMARY KEY,
    created_at timestamptz NOT NULL,
    owner_id uuid NOT NULL REFERENCES users (id),
    ceiling text NOT NULL,
    secret_hash text NOT NULL
);
CREATE UNIQUE INDEX calendars_by_secret ON calendars (secret_hash);
CREATE INDEX calendars_by_owner ON calendars (owner_id, id);
