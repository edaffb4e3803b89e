CREATE TABLE commitment_policy_areas_without_reference (
    commitment_id BLOB NOT NULL REFERENCES commitments (id),
    policy_area TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (commitment_id, policy_area)
) WITHOUT ROWID, STRICT;
INSERT INTO commitment_policy_areas_without_reference SELECT commitment_id, policy_area, position FROM commitment_policy_areas;
DROP TABLE commitment_policy_areas;
ALTER TABLE commitment_policy_areas_without_reference RENAME TO commitment_policy_areas;
CREATE INDEX commitment_policy_areas_by_area ON commitment_policy_areas (policy_area, commitment_id);
DROP TABLE policy_areas;
