-- The language and translations of the texts of more kinds; from where a practice went to whoever took it up; an
-- institution that comes after another as a point of contact.
ALTER TABLE organizations ADD COLUMN wording TEXT NOT NULL DEFAULT '[null,{}]';
ALTER TABLE people ADD COLUMN wording TEXT NOT NULL DEFAULT '[null,{}]';
ALTER TABLE posts ADD COLUMN wording TEXT NOT NULL DEFAULT '[null,{}]';
ALTER TABLE introductions ADD COLUMN wording TEXT NOT NULL DEFAULT '[null,{}]';
ALTER TABLE standings ADD COLUMN wording TEXT NOT NULL DEFAULT '[null,{}]';
ALTER TABLE sources ADD COLUMN wording TEXT NOT NULL DEFAULT '[null,{}]';
ALTER TABLE risks ADD COLUMN wording TEXT NOT NULL DEFAULT '[null,{}]';
ALTER TABLE follow_ups ADD COLUMN wording TEXT NOT NULL DEFAULT '[null,{}]';
ALTER TABLE assessments ADD COLUMN wording TEXT NOT NULL DEFAULT '[null,{}]';
ALTER TABLE turnovers ADD COLUMN wording TEXT NOT NULL DEFAULT '[null,{}]';
ALTER TABLE citations ADD COLUMN wording TEXT NOT NULL DEFAULT '[null,{}]';
ALTER TABLE testimonials ADD COLUMN wording TEXT NOT NULL DEFAULT '[null,{}]';
UPDATE testimonials SET wording = json_array(CASE WHEN length(lang) <= 3 THEN lower(lang) ELSE lang END, json('{}'));
ALTER TABLE testimonials DROP COLUMN lang;
-- What the filter on languages looks at.
ALTER TABLE testimonials ADD COLUMN lang TEXT GENERATED ALWAYS AS (json_extract(wording, '$[0]')) VIRTUAL;
ALTER TABLE practice_adoptions ADD COLUMN from_country TEXT REFERENCES countries (code);
CREATE INDEX practice_adoptions_by_from ON practice_adoptions (from_country);
ALTER TABLE turnovers ADD COLUMN successor_organization_id BLOB REFERENCES organizations (id);
CREATE INDEX turnovers_by_successor_organization ON turnovers (successor_organization_id);

-- What of a record was judged, where a scale is held to several things.
ALTER TABLE assessments ADD COLUMN criterion TEXT;
-- The star's two formulas, the values' present names and the tracker's key, where nobody made or changed them meanwhile.
UPDATE scales SET name = 'Starred commitment, present formula', name_es = 'Compromiso con estrella, fórmula actual',
    name_fr = 'Engagement étoilé, formule actuelle', name_folded = 'starred commitment, present formula',
    era = 'since 2015; its impact has to be transformative'
    WHERE code = 'star' AND name = 'Starred commitment' AND version = 1;
INSERT INTO scales (code, name, name_es, name_fr, name_folded, era, version, created_at, updated_at)
    SELECT 'star_2014', 'Starred commitment, formula of 2014', 'Compromiso con estrella, fórmula de 2014', 'Engagement étoilé, formule de 2014', 'starred commitment, formula of 2014', '2014; a moderate impact was enough', 1, 1767225600000000, 1767225600000000
    WHERE NOT EXISTS (SELECT 1 FROM scales WHERE code = 'star_2014');
INSERT INTO scale_values (scale, code, label, label_es, label_fr, rank, position)
    SELECT 'star_2014', v.code, v.label, v.label_es, v.label_fr, v.rank, v.position FROM (
    SELECT 'no' AS code, 'No' AS label, 'No' AS label_es, 'Non' AS label_fr, 0 AS rank, 0 AS position
    UNION ALL SELECT 'yes', 'Yes', 'Sí', 'Oui', 1, 1) AS v
    WHERE EXISTS (SELECT 1 FROM scales WHERE code = 'star_2014' AND name = 'Starred commitment, formula of 2014')
    AND NOT EXISTS (SELECT 1 FROM scale_values WHERE scale = 'star_2014');
INSERT INTO scales (code, name, name_es, name_fr, name_folded, era, version, created_at, updated_at)
    SELECT 'ogp_values_2020', 'Values of open government, present names', 'Valores de gobierno abierto, nombres actuales', 'Valeurs du gouvernement ouvert, noms actuels', 'values of open government, present names', 'action plans submitted since 2020', 1, 1767225600000000, 1767225600000000
    WHERE NOT EXISTS (SELECT 1 FROM scales WHERE code = 'ogp_values_2020');
INSERT INTO scale_values (scale, code, label, label_es, label_fr, rank, position)
    SELECT 'ogp_values_2020', v.code, v.label, v.label_es, v.label_fr, v.rank, v.position FROM (
    SELECT 'transparency' AS code, 'Transparency' AS label, 'Transparencia' AS label_es, 'Transparence' AS label_fr, CAST(NULL AS integer) AS rank, 0 AS position
    UNION ALL SELECT 'citizen_participation', 'Citizen participation', 'Participación ciudadana', 'Participation des citoyens', NULL, 1
    UNION ALL SELECT 'public_accountability', 'Public accountability', 'Rendición de cuentas', 'Redevabilité publique', NULL, 2) AS v
    WHERE EXISTS (SELECT 1 FROM scales WHERE code = 'ogp_values_2020' AND name = 'Values of open government, present names')
    AND NOT EXISTS (SELECT 1 FROM scale_values WHERE scale = 'ogp_values_2020');
INSERT INTO scales (code, name, name_es, name_fr, name_folded, era, version, created_at, updated_at)
    SELECT 'tracker', 'Key of the commitment tracker', 'Clave del seguimiento de compromisos', 'Clé du suivi des engagements', 'key of the commitment tracker', NULL, 1, 1767225600000000, 1767225600000000
    WHERE NOT EXISTS (SELECT 1 FROM scales WHERE code = 'tracker');
INSERT INTO scale_values (scale, code, label, label_es, label_fr, rank, position)
    SELECT 'tracker', v.code, v.label, v.label_es, v.label_fr, v.rank, v.position FROM (
    SELECT 'pending_review' AS code, 'Pending review' AS label, 'Revisión pendiente' AS label_es, 'Évaluation en attente' AS label_fr, CAST(NULL AS integer) AS rank, 0 AS position
    UNION ALL SELECT 'ambitious', 'Ambitious', 'Ambicioso', 'Ambitieux', NULL, 1
    UNION ALL SELECT 'early_results', 'Early results', 'Resultados tempranos', 'Premiers résultats', NULL, 2
    UNION ALL SELECT 'complete', 'Complete', 'Completo', 'Achevé', NULL, 3
    UNION ALL SELECT 'none', 'None', 'Ninguno', 'Aucun', NULL, 4) AS v
    WHERE EXISTS (SELECT 1 FROM scales WHERE code = 'tracker' AND name = 'Key of the commitment tracker')
    AND NOT EXISTS (SELECT 1 FROM scale_values WHERE scale = 'tracker');
