-- The server's book: one company, its synced rows, who may ask for them, and what was set aside.
-- Ids are 16 bytes, moments are UTC text with milliseconds ("2026-05-12T14:02:03.123Z").

-- The business whose book this is. `epoch` names this life of the book and changes after a restore
-- from a backup; `writer` is the server's part in the stamps it gives.
CREATE TABLE company (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    epoch BLOB NOT NULL,
    writer BLOB NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

-- The number of the newest change. Locked last in every write and held to its commit, so that the
-- order of the numbers is the order of the commits.
CREATE TABLE company_head (
    company BLOB NOT NULL PRIMARY KEY,
    head INTEGER NOT NULL
) STRICT;

-- How far each life of each device has been heard: its own contiguous numbers.
CREATE TABLE device_head (
    company BLOB NOT NULL,
    device BLOB NOT NULL,
    incarnation BLOB NOT NULL,
    last_n INTEGER NOT NULL,
    PRIMARY KEY (company, device, incarnation)
) STRICT;

-- Every synced row, field by field: {"name": {"v": value, "h": stamp, "s": number of the change
-- that set it, "b": who, "o": the stamp it came with when that was another}}.
CREATE TABLE synced_row (
    company BLOB NOT NULL,
    tbl TEXT NOT NULL,
    id BLOB NOT NULL,
    -- The customer it hangs on; none for rows of the company and of one associate.
    root BLOB,
    feed TEXT NOT NULL,
    -- The number of its newest change; the row moves in its feed.
    seq INTEGER NOT NULL,
    -- The number with which it came into its feed.
    entered INTEGER NOT NULL,
    fields TEXT NOT NULL,
    deleted INTEGER NOT NULL,
    PRIMARY KEY (company, tbl, id)
) STRICT;
CREATE UNIQUE INDEX synced_row_by_feed ON synced_row (company, feed, seq);
CREATE INDEX synced_row_by_root ON synced_row (company, root, tbl) WHERE root IS NOT NULL;
-- Who sold a piece: asked each time a repair becomes ready.
CREATE INDEX synced_row_purchase_by_piece ON synced_row
    (company, json_extract(fields, '$.piece_id.v')) WHERE tbl = 'purchase';

-- A customer who went out of a feed: whoever reads the feed puts their copy away.
CREATE TABLE feed_leave (
    company BLOB NOT NULL,
    feed TEXT NOT NULL,
    root BLOB NOT NULL,
    seq INTEGER NOT NULL,
    left_at TEXT NOT NULL,
    PRIMARY KEY (company, feed, root)
) STRICT;
CREATE INDEX feed_leave_by_seq ON feed_leave (company, feed, seq);

-- Hashed ids of what was erased for good: it never comes back.
CREATE TABLE erased (
    company BLOB NOT NULL,
    id_hash BLOB NOT NULL,
    PRIMARY KEY (company, id_hash)
) STRICT;

-- Changes that could not be applied. Nobody's words are thrown away.
CREATE TABLE parked (
    company BLOB NOT NULL,
    device BLOB NOT NULL,
    incarnation BLOB NOT NULL,
    n INTEGER NOT NULL,
    tbl TEXT NOT NULL,
    id BLOB NOT NULL,
    reason TEXT NOT NULL,
    change TEXT NOT NULL,
    parked_at TEXT NOT NULL,
    PRIMARY KEY (company, device, incarnation, n)
) STRICT;
CREATE INDEX parked_by_row ON parked (company, id);

-- What a device proves itself with. The secret itself is never stored.
CREATE TABLE device_token (
    company BLOB NOT NULL,
    device BLOB NOT NULL,
    associate BLOB NOT NULL,
    token_hash BLOB NOT NULL,
    enrolled_at TEXT NOT NULL,
    last_seen TEXT,
    revoked_at TEXT,
    PRIMARY KEY (company, device)
) STRICT;
CREATE UNIQUE INDEX device_token_by_hash ON device_token (token_hash);

-- One-time codes. The first half finds the code, the second proves it; only its hash is stored.
CREATE TABLE enrol_code (
    company BLOB NOT NULL,
    first_half TEXT NOT NULL,
    code_hash BLOB NOT NULL,
    associate BLOB NOT NULL,
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    wrong_tries INTEGER NOT NULL,
    used_at TEXT,
    PRIMARY KEY (company, first_half)
) STRICT;
