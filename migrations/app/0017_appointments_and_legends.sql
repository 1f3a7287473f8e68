-- When customers mean to come in, in the wall-clock time of the store.
CREATE TABLE appointment (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    store_id BLOB NOT NULL,
    starts TEXT NOT NULL,
    about TEXT,
    with_id BLOB,
    made_at TEXT NOT NULL,
    made_by BLOB,
    ended_as TEXT,
    ended_at TEXT,
    ended_by BLOB,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;
CREATE INDEX appointment_by_customer ON appointment (customer_id);
-- Few are open at a time.
CREATE INDEX appointment_open ON appointment (starts) WHERE ended_as IS NULL;

-- Small gestures worth repeating, told to the whole company.
CREATE TABLE legend (
    id BLOB PRIMARY KEY NOT NULL,
    words TEXT NOT NULL,
    done_by TEXT,
    told_at TEXT NOT NULL,
    told_by BLOB,
    taken_out_at TEXT,
    taken_out_by BLOB,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;
CREATE INDEX legend_by_time ON legend (told_at) WHERE taken_out_at IS NULL;
