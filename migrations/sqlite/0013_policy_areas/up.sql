-- What commitments are about, in two levels: the ten areas of the partnership's challenge, those that its data has besides,
-- and the parts of some.
CREATE TABLE policy_areas (
    code TEXT PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    name TEXT NOT NULL,
    name_es TEXT,
    name_fr TEXT,
    part_of TEXT REFERENCES policy_areas (code),
    position INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX policy_areas_by_position ON policy_areas (position, code) WHERE deleted_at IS NULL;
CREATE INDEX policy_areas_by_whole ON policy_areas (part_of);
INSERT INTO policy_areas (code, name, name_es, name_fr, part_of, position, version, created_at, updated_at) VALUES
    ('access_to_information', 'Access to information', 'Acceso a la información', 'Accès à l’information', NULL, 1, 1, 1767225600000000, 1767225600000000),
    ('anti_corruption', 'Anti-corruption and integrity', 'Anticorrupción e integridad', 'Lutte contre la corruption et intégrité', NULL, 2, 1, 1767225600000000, 1767225600000000),
    ('civic_space', 'Civic space', 'Espacio cívico', 'Espace civique', NULL, 3, 1, 1767225600000000, 1767225600000000),
    ('climate_environment', 'Climate and environment', 'Clima y medio ambiente', 'Climat et environnement', NULL, 4, 1, 1767225600000000, 1767225600000000),
    ('digital_governance', 'Digital governance', 'Gobernanza digital', 'Gouvernance numérique', NULL, 5, 1, 1767225600000000, 1767225600000000),
    ('fiscal_openness', 'Fiscal openness', 'Apertura fiscal', 'Transparence budgétaire', NULL, 6, 1, 1767225600000000, 1767225600000000),
    ('gender_inclusion', 'Gender and inclusion', 'Género e inclusión', 'Genre et inclusion', NULL, 7, 1, 1767225600000000, 1767225600000000),
    ('justice', 'Justice', 'Justicia', 'Justice', NULL, 8, 1, 1767225600000000, 1767225600000000),
    ('media_freedom', 'Media freedom', 'Libertad de prensa', 'Liberté des médias', NULL, 9, 1, 1767225600000000, 1767225600000000),
    ('public_participation', 'Public participation', 'Participación ciudadana', 'Participation du public', NULL, 10, 1, 1767225600000000, 1767225600000000),
    ('democratizing_decisions', 'Democratizing decision-making', 'Democratización de la toma de decisiones', 'Démocratisation de la prise de décision', NULL, 11, 1, 1767225600000000, 1767225600000000),
    ('open_data', 'Open data', 'Datos abiertos', 'Données ouvertes', NULL, 12, 1, 1767225600000000, 1767225600000000),
    ('open_parliament', 'Open parliament', 'Parlamento abierto', 'Parlement ouvert', NULL, 13, 1, 1767225600000000, 1767225600000000),
    ('public_service_delivery', 'Public services', 'Servicios públicos', 'Services publics', NULL, 14, 1, 1767225600000000, 1767225600000000),
    ('subnational', 'Subnational government', 'Gobierno subnacional', 'Collectivités infranationales', NULL, 15, 1, 1767225600000000, 1767225600000000),
    ('whistleblower_protection', 'Whistleblower protection', 'Protección de denunciantes', 'Protection des lanceurs d’alerte', NULL, 16, 1, 1767225600000000, 1767225600000000),
    ('other', 'Other', 'Otro', 'Autre', NULL, 17, 1, 1767225600000000, 1767225600000000),
    ('anti_corruption_institutions', 'Anti-corruption institutions', 'Instituciones anticorrupción', 'Institutions de lutte contre la corruption', 'anti_corruption', 18, 1, 1767225600000000, 1767225600000000),
    ('anti_corruption_strategies', 'Anti-corruption strategies', 'Estrategias anticorrupción', 'Stratégies de lutte contre la corruption', 'anti_corruption', 19, 1, 1767225600000000, 1767225600000000),
    ('asset_disclosure', 'Asset disclosure', 'Declaraciones patrimoniales', 'Déclarations de patrimoine', 'anti_corruption', 20, 1, 1767225600000000, 1767225600000000),
    ('audits', 'Audits', 'Auditorías', 'Audits', 'anti_corruption', 21, 1, 1767225600000000, 1767225600000000),
    ('beneficial_ownership', 'Beneficial ownership', 'Beneficiarios finales', 'Bénéficiaires effectifs', 'anti_corruption', 22, 1, 1767225600000000, 1767225600000000),
    ('conflicts_of_interest', 'Conflicts of interest', 'Conflictos de interés', 'Conflits d’intérêts', 'anti_corruption', 23, 1, 1767225600000000, 1767225600000000),
    ('elections', 'Elections', 'Elecciones', 'Élections', 'anti_corruption', 24, 1, 1767225600000000, 1767225600000000),
    ('political_finance', 'Political finance', 'Financiamiento político', 'Financement politique', 'anti_corruption', 25, 1, 1767225600000000, 1767225600000000),
    ('lobbying', 'Lobbying', 'Cabildeo', 'Lobbying', 'anti_corruption', 26, 1, 1767225600000000, 1767225600000000),
    ('open_contracting', 'Open contracting', 'Contrataciones abiertas', 'Commande publique ouverte', 'anti_corruption', 27, 1, 1767225600000000, 1767225600000000),
    ('public_procurement', 'Public procurement', 'Compras públicas', 'Marchés publics', 'anti_corruption', 28, 1, 1767225600000000, 1767225600000000),
    ('freedom_of_assembly', 'Freedom of assembly', 'Libertad de reunión', 'Liberté de réunion', 'civic_space', 29, 1, 1767225600000000, 1767225600000000),
    ('freedom_of_association', 'Freedom of association', 'Libertad de asociación', 'Liberté d’association', 'civic_space', 30, 1, 1767225600000000, 1767225600000000),
    ('freedom_of_expression', 'Freedom of expression', 'Libertad de expresión', 'Liberté d’expression', 'civic_space', 31, 1, 1767225600000000, 1767225600000000),
    ('gender', 'Gender', 'Género', 'Genre', 'gender_inclusion', 32, 1, 1767225600000000, 1767225600000000),
    ('youth', 'Youth', 'Juventud', 'Jeunesse', 'gender_inclusion', 33, 1, 1767225600000000, 1767225600000000),
    ('disability', 'People with disabilities', 'Personas con discapacidad', 'Personnes en situation de handicap', 'gender_inclusion', 34, 1, 1767225600000000, 1767225600000000),
    ('lgbtqia', 'LGBTQIA+ people', 'Personas LGBTQIA+', 'Personnes LGBTQIA+', 'gender_inclusion', 35, 1, 1767225600000000, 1767225600000000);
-- A table gets a reference only by being made anew.
CREATE TABLE commitment_policy_areas_with_reference (
    commitment_id BLOB NOT NULL REFERENCES commitments (id),
    policy_area TEXT NOT NULL REFERENCES policy_areas (code),
    position INTEGER NOT NULL,
    PRIMARY KEY (commitment_id, policy_area)
) WITHOUT ROWID, STRICT;
INSERT INTO commitment_policy_areas_with_reference SELECT commitment_id, policy_area, position FROM commitment_policy_areas;
DROP TABLE commitment_policy_areas;
ALTER TABLE commitment_policy_areas_with_reference RENAME TO commitment_policy_areas;
CREATE INDEX commitment_policy_areas_by_area ON commitment_policy_areas (policy_area, commitment_id);
