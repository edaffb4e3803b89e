-- The words of records: as they are, for snippets, and folded into plain words, for the index.
CREATE TABLE search (
    id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    kind text COLLATE "C" NOT NULL,
    record_id uuid NOT NULL,
    title text NOT NULL,
    words text NOT NULL,
    title_folded text NOT NULL,
    words_folded text NOT NULL,
    search_index tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title_folded), 'A') || setweight(to_tsvector('simple', words_folded), 'B')
    ) STORED
);
CREATE UNIQUE INDEX search_record ON search (record_id, kind);
CREATE INDEX search_index_words ON search USING gin (search_index);
