-- The server's book: one company, its synced rows, who may ask for them, and what was set aside.
-- The same tables and columns as the SQLite file of this name.

-- The business whose book this is. `epoch` names this life of the book and changes after a restore
-- from a backup; `writer` is the server's part in the stamps it gives.
CREATE TABLE company (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    epoch UUID NOT NULL,
    writer UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

-- The number of the newest change. Locked last in every write and held to its commit, so that the
-- order of the numbers is the order of the commits.
CREATE TABLE company_head (
    company UUID NOT NULL PRIMARY KEY,
    head BIGINT NOT NULL
);

-- How far each life of each device has been heard: its own contiguous numbers.
CREATE TABLE device_head (
    company UUID NOT NULL,
    device UUID NOT NULL,
    incarnation UUID NOT NULL,
    last_n BIGINT NOT NULL,
    PRIMARY KEY (company, device, incarnation)
);

-- Every synced row, field by field: {"name": {"v": value, "h": stamp, "s": number of the change
-- that set it, "b": who, "o": the stamp it came with when that was another}}.
CREATE TABLE synced_row (
    company UUID NOT NULL,
    tbl TEXT NOT NULL,
    id UUID NOT NULL,
    -- The customer it hangs on; none for rows of the company and of one associate.
    root UUID,
    feed TEXT NOT NULL,
    -- The number of its newest change; the row moves in its feed.
    seq BIGINT NOT NULL,
    -- The number with which it came into its feed.
    entered BIGINT NOT NULL,
    fields JSONB NOT NULL,
    deleted BOOLEAN NOT NULL,
    PRIMARY KEY (company, tbl, id)
);
CREATE UNIQUE INDEX synced_row_by_feed ON synced_row (company, feed, seq);
CREATE INDEX synced_row_by_root ON synced_row (company, root, tbl) WHERE root IS NOT NULL;
-- Who sold a piece: asked each time a repair becomes ready.
CREATE INDEX synced_row_purchase_by_piece ON synced_row
    (company, (fields #>> '{piece_id,v}')) WHERE tbl = 'purchase';

-- A customer who went out of a feed: whoever reads the feed puts their copy away.
CREATE TABLE feed_leave (
    company UUID NOT NULL,
    feed TEXT NOT NULL,
    root UUID NOT NULL,
    seq BIGINT NOT NULL,
    left_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (company, feed, root)
);
CREATE INDEX feed_leave_by_seq ON feed_leave (company, feed, seq);

-- Hashed ids of what was erased for good: it never comes back.
CREATE TABLE erased (
    company UUID NOT NULL,
    id_hash BYTEA NOT NULL,
    PRIMARY KEY (company, id_hash)
);

-- Changes that could not be applied. Nobody's words are thrown away.
CREATE TABLE parked (
    company UUID NOT NULL,
    device UUID NOT NULL,
    incarnation UUID NOT NULL,
    n BIGINT NOT NULL,
    tbl TEXT NOT NULL,
    id UUID NOT NULL,
    reason TEXT NOT NULL,
    change JSONB NOT NULL,
    parked_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (company, device, incarnation, n)
);
CREATE INDEX parked_by_row ON parked (company, id);

-- What a device proves itself with. The secret itself is never stored.
CREATE TABLE device_token (
    company UUID NOT NULL,
    device UUID NOT NULL,
    associate UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    enrolled_at TIMESTAMPTZ NOT NULL,
    last_seen TIMESTAMPTZ,
    revoked_at TIMESTAMPTZ,
    PRIMARY KEY (company, device)
);
CREATE UNIQUE INDEX device_token_by_hash ON device_token (token_hash);

-- One-time codes. The first half finds the code, the second proves it; only its hash is stored.
CREATE TABLE enrol_code (
    company UUID NOT NULL,
    first_half TEXT NOT NULL,
    code_hash BYTEA NOT NULL,
    associate UUID NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    wrong_tries BIGINT NOT NULL,
    used_at TIMESTAMPTZ,
    PRIMARY KEY (company, first_half)
);
