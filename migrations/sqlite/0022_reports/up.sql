-- Reports as they were made: what was asked, what was told, and from which records. What was told is empty once the report was
-- withdrawn; another then stands in its place.
CREATE TABLE reports (
    id BLOB PRIMARY KEY NOT NULL,
    created_at INTEGER NOT NULL,
    owner_id BLOB NOT NULL REFERENCES users (id),
    funder_id BLOB,
    kind TEXT NOT NULL,
    readers TEXT NOT NULL,
    ask TEXT NOT NULL,
    data_version INTEGER NOT NULL,
    document TEXT,
    hash TEXT NOT NULL,
    withdrawn_at INTEGER,
    replaced_by BLOB REFERENCES reports (id),
    replaces BLOB REFERENCES reports (id),
    changed INTEGER
) WITHOUT ROWID, STRICT;
CREATE INDEX reports_by_owner ON reports (owner_id, id);
CREATE TABLE report_sources (
    kind TEXT NOT NULL,
    record_key TEXT NOT NULL,
    report_id BLOB NOT NULL REFERENCES reports (id),
    PRIMARY KEY (kind, record_key, report_id)
) WITHOUT ROWID, STRICT;
CREATE INDEX report_sources_by_report ON report_sources (report_id);
