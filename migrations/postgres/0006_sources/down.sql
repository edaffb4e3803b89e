DROP TABLE follow_ups;
DROP TABLE citations;
DROP TABLE sources;
