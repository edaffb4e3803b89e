-- Reports as they were made: what was asked, what was told, and from which records. What was told is empty once the report was
-- withdrawn; another then stands in its place.
CREATE TABLE reports (
    id uuid PRIMARY KEY,
    created_at timestamptz NOT NULL,
    owner_id uuid NOT NULL REFERENCES users (id),
    funder_id uuid,
    kind text NOT NULL,
    readers text NOT NULL,
    ask text NOT NULL,
    data_version bigint NOT NULL,
    document text,
    hash text NOT NULL,
    withdrawn_at timestamptz,
    replaced_by uuid REFERENCES reports (id),
    replaces uuid REFERENCES reports (id),
    changed integer
);
CREATE INDEX reports_by_owner ON reports (owner_id, id);
CREATE TABLE report_sources (
    kind text NOT NULL,
    record_key text NOT NULL,
    report_id uuid NOT NULL REFERENCES reports (id),
    PRIMARY KEY (kind, record_key, report_id)
);
CREATE INDEX report_sources_by_report ON report_sources (report_id);
