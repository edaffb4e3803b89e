-- What programs show in the place of a login. The secret itself is nowhere.
CREATE TABLE api_keys (
    id uuid PRIMARY KEY NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    name text NOT NULL,
    name_folded text COLLATE "C" NOT NULL,
    user_id uuid NOT NULL REFERENCES users (id),
    ceiling text CHECK (ceiling IN ('public', 'internal', 'restricted')),
    origins text NOT NULL,
    expires_at timestamptz,
    secret_hash text NOT NULL UNIQUE,
    last_used_at timestamptz
);
CREATE INDEX api_keys_by_name ON api_keys (name_folded, id) WHERE deleted_at IS NULL;
CREATE INDEX api_keys_by_user ON api_keys (user_id);
