DROP TABLE risks;
DROP TABLE testimonial_people;
DROP TABLE testimonial_interventions;
DROP TABLE testimonial_affiliations;
DROP TABLE testimonial_countries;
DROP TABLE testimonials;
DROP TABLE result_substantiations;
