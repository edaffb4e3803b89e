-- Removes the rows up.sql inserted, known by their fixed created_at, and whatever membership names one of them.
DELETE FROM region_countries
WHERE country IN (SELECT code FROM countries WHERE created_at = 1767225600000000)
   OR region IN (SELECT code FROM regions WHERE created_at = 1767225600000000);

DELETE FROM regions WHERE created_at = 1767225600000000;

DELETE FROM countries WHERE created_at = 1767225600000000;

DELETE FROM activity_kinds WHERE created_at = 1767225600000000;
