-- What the rows of each feed add up to, for everybody and for the bench's devices: 64-bit numbers,
-- kept while writing, compared with a device's at the end of every reading.
CREATE TABLE feed_sum (
    company BLOB NOT NULL,
    feed TEXT NOT NULL,
    all_sum INTEGER NOT NULL,
    all_rows INTEGER NOT NULL,
    bench_sum INTEGER NOT NULL,
    bench_rows INTEGER NOT NULL,
    PRIMARY KEY (company, feed)
) STRICT;

-- The head at the first look of each day: tells which numbers are half a year old.
CREATE TABLE head_day (
    company BLOB NOT NULL,
    day TEXT NOT NULL,
    head INTEGER NOT NULL,
    PRIMARY KEY (company, day)
) STRICT;

-- Tombstones and leaves up to this number are forgotten; who has read less starts afresh.
ALTER TABLE company ADD COLUMN horizon INTEGER NOT NULL DEFAULT 0;
