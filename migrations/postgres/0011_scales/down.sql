-- Removes the rows up.sql inserted, known by their fixed created_at, and whatever judges by them.
DELETE FROM assessments WHERE scale IN (SELECT code FROM scales WHERE created_at = '2026-01-01T00:00:00Z');

DELETE FROM scale_values WHERE scale IN (SELECT code FROM scales WHERE created_at = '2026-01-01T00:00:00Z');

DELETE FROM scales WHERE created_at = '2026-01-01T00:00:00Z';
