-- The words of records: as they are, for snippets, and folded into plain words, for the index beside it.
CREATE TABLE search (
    id INTEGER PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    record_id BLOB NOT NULL,
    title TEXT NOT NULL,
    words TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    words_folded TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX search_record ON search (record_id, kind);
CREATE VIRTUAL TABLE search_index USING fts5(
    title_folded, words_folded, content = 'search', content_rowid = 'id', tokenize = 'unicode61', prefix = '2 3 4'
);
CREATE TRIGGER search_added AFTER INSERT ON search BEGIN
    INSERT INTO search_index (rowid, title_folded, words_folded) VALUES (new.id, new.title_folded, new.words_folded);
END;
CREATE TRIGGER search_removed AFTER DELETE ON search BEGIN
    INSERT INTO search_index (search_index, rowid, title_folded, words_folded)
        VALUES ('delete', old.id, old.title_folded, old.words_folded);
END;
CREATE TRIGGER search_changed AFTER UPDATE ON search BEGIN
    INSERT INTO search_index (search_index, rowid, title_folded, words_folded)
        VALUES ('delete', old.id, old.title_folded, old.words_folded);
    INSERT INTO search_index (rowid, title_folded, words_folded) VALUES (new.id, new.title_folded, new.words_folded);
END;
