-- An entry of the journal, sealed: the hash of its salted payload, that of the whole entry, and the entry that erased it.
ALTER TABLE journal ADD COLUMN salt text;
ALTER TABLE journal ADD COLUMN payload_hash text;
ALTER TABLE journal ADD COLUMN entry_hash text;
ALTER TABLE journal ADD COLUMN erased_by bigint;
-- Batches of entries, each bound to the one before.
CREATE TABLE seals (
    number bigint PRIMARY KEY,
    first_seq bigint NOT NULL,
    last_seq bigint NOT NULL,
    entries bigint NOT NULL,
    at timestamptz NOT NULL,
    previous text NOT NULL,
    hash text NOT NULL
);
