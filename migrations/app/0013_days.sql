-- How early a day comes up, and until when it was put off.
ALTER TABLE occasion ADD COLUMN ahead_days INTEGER;
ALTER TABLE occasion ADD COLUMN quiet_until TEXT;
CREATE INDEX occasion_early ON occasion (ahead_days) WHERE ahead_days IS NOT NULL;
