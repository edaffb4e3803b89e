DROP TABLE documents;
DROP TABLE notes;
DROP TABLE taggings;
DROP TABLE tags;
DROP TABLE assessments;
DROP TABLE scale_values;
DROP TABLE scales;
