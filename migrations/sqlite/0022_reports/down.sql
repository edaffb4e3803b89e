DROP TABLE report_sources;
DROP TABLE reports;
