-- A country's records, newest first, are the list that is asked for most. The links to countries hold the dates of their
-- records, so that an index gives a page of it in its order.

ALTER TABLE challenge_countries ADD COLUMN when_undated INTEGER NOT NULL DEFAULT 1;
ALTER TABLE challenge_countries ADD COLUMN when_earliest TEXT NOT NULL DEFAULT '0001-01-01';
ALTER TABLE challenge_countries ADD COLUMN when_latest TEXT NOT NULL DEFAULT '9999-12-31';
UPDATE challenge_countries SET (when_undated, when_earliest, when_latest) =
    (SELECT when_undated, when_earliest, when_latest FROM challenges WHERE challenges.id = challenge_countries.challenge_id);
CREATE INDEX challenge_countries_by_when ON challenge_countries (country, when_undated, when_earliest DESC, when_latest DESC, challenge_id DESC);

ALTER TABLE commitment_countries ADD COLUMN when_undated INTEGER NOT NULL DEFAULT 1;
ALTER TABLE commitment_countries ADD COLUMN when_earliest TEXT NOT NULL DEFAULT '0001-01-01';
ALTER TABLE commitment_countries ADD COLUMN when_latest TEXT NOT NULL DEFAULT '9999-12-31';
UPDATE commitment_countries SET (when_undated, when_earliest, when_latest) =
    (SELECT when_undated, when_earliest, when_latest FROM commitments WHERE commitments.id = commitment_countries.commitment_id);
CREATE INDEX commitment_countries_by_when ON commitment_countries (country, when_undated, when_earliest DESC, when_latest DESC, commitment_id DESC);

ALTER TABLE gathering_countries ADD COLUMN when_undated INTEGER NOT NULL DEFAULT 1;
ALTER TABLE gathering_countries ADD COLUMN when_earliest TEXT NOT NULL DEFAULT '0001-01-01';
ALTER TABLE gathering_countries ADD COLUMN when_latest TEXT NOT NULL DEFAULT '9999-12-31';
UPDATE gathering_countries SET (when_undated, when_earliest, when_latest) =
    (SELECT when_undated, when_earliest, when_latest FROM gatherings WHERE gatherings.id = gathering_countries.gathering_id);
CREATE INDEX gathering_countries_by_when ON gathering_countries (country, when_undated, when_earliest DESC, when_latest DESC, gathering_id DESC);

ALTER TABLE grant_countries ADD COLUMN when_undated INTEGER NOT NULL DEFAULT 1;
ALTER TABLE grant_countries ADD COLUMN when_earliest TEXT NOT NULL DEFAULT '0001-01-01';
ALTER TABLE grant_countries ADD COLUMN when_latest TEXT NOT NULL DEFAULT '9999-12-31';
UPDATE grant_countries SET (when_undated, when_earliest, when_latest) =
    (SELECT when_undated, when_earliest, when_latest FROM grants WHERE grants.id = grant_countries.grant_id);
CREATE INDEX grant_countries_by_when ON grant_countries (country, when_undated, when_earliest DESC, when_latest DESC, grant_id DESC);

ALTER TABLE intervention_countries ADD COLUMN when_undated INTEGER NOT NULL DEFAULT 1;
ALTER TABLE intervention_countries ADD COLUMN when_earliest TEXT NOT NULL DEFAULT '0001-01-01';
ALTER TABLE intervention_countries ADD COLUMN when_latest TEXT NOT NULL DEFAULT '9999-12-31';
UPDATE intervention_countries SET (when_undated, when_earliest, when_latest) =
    (SELECT when_undated, when_earliest, when_latest FROM interventions WHERE interventions.id = intervention_countries.intervention_id);
CREATE INDEX intervention_countries_by_when ON intervention_countries (country, when_undated, when_earliest DESC, when_latest DESC, intervention_id DESC);

ALTER TABLE introduction_countries ADD COLUMN when_undated INTEGER NOT NULL DEFAULT 1;
ALTER TABLE introduction_countries ADD COLUMN when_earliest TEXT NOT NULL DEFAULT '0001-01-01';
ALTER TABLE introduction_countries ADD COLUMN when_latest TEXT NOT NULL DEFAULT '9999-12-31';
UPDATE introduction_countries SET (when_undated, when_earliest, when_latest) =
    (SELECT when_undated, when_earliest, when_latest FROM introductions WHERE introductions.id = introduction_countries.introduction_id);
CREATE INDEX introduction_countries_by_when ON introduction_countries (country, when_undated, when_earliest DESC, when_latest DESC, introduction_id DESC);

ALTER TABLE result_countries ADD COLUMN when_undated INTEGER NOT NULL DEFAULT 1;
ALTER TABLE result_countries ADD COLUMN when_earliest TEXT NOT NULL DEFAULT '0001-01-01';
ALTER TABLE result_countries ADD COLUMN when_latest TEXT NOT NULL DEFAULT '9999-12-31';
UPDATE result_countries SET (when_undated, when_earliest, when_latest) =
    (SELECT when_undated, when_earliest, when_latest FROM results WHERE results.id = result_countries.result_id);
CREATE INDEX result_countries_by_when ON result_countries (country, when_undated, when_earliest DESC, when_latest DESC, result_id DESC);

ALTER TABLE partnership_countries ADD COLUMN when_undated INTEGER NOT NULL DEFAULT 1;
ALTER TABLE partnership_countries ADD COLUMN when_earliest TEXT NOT NULL DEFAULT '0001-01-01';
ALTER TABLE partnership_countries ADD COLUMN when_latest TEXT NOT NULL DEFAULT '9999-12-31';
UPDATE partnership_countries SET (when_undated, when_earliest, when_latest) =
    (SELECT when_undated, when_earliest, when_latest FROM partnerships WHERE partnerships.id = partnership_countries.partnership_id);
CREATE INDEX partnership_countries_by_when ON partnership_countries (country, when_undated, when_earliest DESC, when_latest DESC, partnership_id DESC);

ALTER TABLE publication_countries ADD COLUMN when_undated INTEGER NOT NULL DEFAULT 1;
ALTER TABLE publication_countries ADD COLUMN when_earliest TEXT NOT NULL DEFAULT '0001-01-01';
ALTER TABLE publication_countries ADD COLUMN when_latest TEXT NOT NULL DEFAULT '9999-12-31';
UPDATE publication_countries SET (when_undated, when_earliest, when_latest) =
    (SELECT when_undated, when_earliest, when_latest FROM publications WHERE publications.id = publication_countries.publication_id);
CREATE INDEX publication_countries_by_when ON publication_countries (country, when_undated, when_earliest DESC, when_latest DESC, publication_id DESC);

ALTER TABLE testimonial_countries ADD COLUMN when_undated INTEGER NOT NULL DEFAULT 1;
ALTER TABLE testimonial_countries ADD COLUMN when_earliest TEXT NOT NULL DEFAULT '0001-01-01';
ALTER TABLE testimonial_countries ADD COLUMN when_latest TEXT NOT NULL DEFAULT '9999-12-31';
UPDATE testimonial_countries SET (when_undated, when_earliest, when_latest) =
    (SELECT when_undated, when_earliest, when_latest FROM testimonials WHERE testimonials.id = testimonial_countries.testimonial_id);
CREATE INDEX testimonial_countries_by_when ON testimonial_countries (country, when_undated, when_earliest DESC, when_latest DESC, testimonial_id DESC);
