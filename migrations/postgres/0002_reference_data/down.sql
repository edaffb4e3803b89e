-- Removes the rows up.sql inserted, known by their fixed created_at, and whatever membership names one of them.
DELETE FROM region_countries
WHERE country IN (SELECT code FROM countries WHERE created_at = '2026-01-01T00:00:00Z')
   OR region IN (SELECT code FROM regions WHERE created_at = '2026-01-01T00:00:00Z');

DELETE FROM regions WHERE created_at = '2026-01-01T00:00:00Z';

DELETE FROM countries WHERE created_at = '2026-01-01T00:00:00Z';

DELETE FROM activity_kinds WHERE created_at = '2026-01-01T00:00:00Z';
