-- What the rows of each feed add up to, for everybody and for the bench's devices: 64-bit numbers,
-- kept while writing, compared with a device's at the end of every reading.
CREATE TABLE feed_sum (
    company UUID NOT NULL,
    feed TEXT NOT NULL,
    all_sum BIGINT NOT NULL,
    all_rows BIGINT NOT NULL,
    bench_sum BIGINT NOT NULL,
    bench_rows BIGINT NOT NULL,
    PRIMARY KEY (company, feed)
);

-- The head at the first look of each day: tells which numbers are half a year old.
CREATE TABLE head_day (
    company UUID NOT NULL,
    day DATE NOT NULL,
    head BIGINT NOT NULL,
    PRIMARY KEY (company, day)
);

-- Tombstones and leaves up to this number are forgotten; who has read less starts afresh.
ALTER TABLE company ADD COLUMN horizon BIGINT NOT NULL DEFAULT 0;

ALTER TABLE feed_sum ENABLE ROW LEVEL SECURITY;
ALTER TABLE feed_sum FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON feed_sum
    USING (company = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (company = nullif(current_setting('regard.company', true), '')::uuid);

ALTER TABLE head_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE head_day FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON head_day
    USING (company = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (company = nullif(current_setting('regard.company', true), '')::uuid);
