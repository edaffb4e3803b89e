-- An entry of the journal, sealed: the hash of its salted payload, that of the whole entry, and the entry that erased it.
ALTER TABLE journal ADD COLUMN salt TEXT;
ALTER TABLE journal ADD COLUMN payload_hash TEXT;
ALTER TABLE journal ADD COLUMN entry_hash TEXT;
ALTER TABLE journal ADD COLUMN erased_by INTEGER;
-- Batches of entries, each bound to the one before.
CREATE TABLE seals (
    number INTEGER PRIMARY KEY NOT NULL,
    first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    at INTEGER NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
