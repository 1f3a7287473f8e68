-- What an associate says of themselves, for what both share with a customer. On their own devices only.
CREATE TABLE own_fact (
    id BLOB PRIMARY KEY NOT NULL,
    associate_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    words TEXT NOT NULL,
    added_at TEXT NOT NULL,
    dropped_at TEXT,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;
CREATE INDEX own_fact_by_associate ON own_fact (associate_id);

-- How the one who uses this device arrives today, and what they want to watch. It never leaves the
-- device: it is no synced table, has no outbox, and goes with a day, a copy or another associate.
CREATE TABLE check_in (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    associate_id BLOB NOT NULL,
    arriving TEXT NOT NULL,
    watch TEXT NOT NULL,
    checked_on TEXT NOT NULL
) STRICT;
