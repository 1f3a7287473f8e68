-- What customers write back, the company's own templates, and what a message was made with.
ALTER TABLE store ADD COLUMN link_base TEXT;
ALTER TABLE store ADD COLUMN link_key TEXT;

ALTER TABLE message ADD COLUMN template TEXT;
ALTER TABLE message ADD COLUMN template_id BLOB;
ALTER TABLE message ADD COLUMN template_version INTEGER;
ALTER TABLE message ADD COLUMN reply_to BLOB;
ALTER TABLE held_message ADD COLUMN template TEXT;
ALTER TABLE held_message ADD COLUMN template_id BLOB;
ALTER TABLE held_message ADD COLUMN template_version INTEGER;
ALTER TABLE held_message ADD COLUMN reply_to BLOB;

CREATE TABLE reply (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    message_id BLOB,
    repair_id BLOB,
    for_id BLOB,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    words TEXT NOT NULL,
    pictures INTEGER NOT NULL,
    meaning TEXT NOT NULL,
    received_at TEXT NOT NULL,
    seen_at TEXT,
    seen_by BLOB,
    closed_at TEXT,
    closed_by BLOB,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;
CREATE INDEX reply_by_customer ON reply (customer_id, received_at);
CREATE INDEX reply_by_address ON reply (address, received_at);
CREATE INDEX reply_open ON reply (received_at) WHERE closed_at IS NULL;

CREATE TABLE stray_reply (
    id BLOB PRIMARY KEY NOT NULL,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    words TEXT NOT NULL,
    pictures INTEGER NOT NULL,
    meaning TEXT NOT NULL,
    received_at TEXT NOT NULL,
    closed_at TEXT,
    closed_by BLOB,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;

-- Versions of templates; none is ever changed.
CREATE TABLE template (
    id BLOB PRIMARY KEY NOT NULL,
    key TEXT NOT NULL,
    language TEXT NOT NULL,
    channel TEXT NOT NULL,
    version INTEGER NOT NULL,
    subject TEXT,
    body TEXT NOT NULL,
    approved_by BLOB,
    approved_at TEXT NOT NULL,
    active_from TEXT NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;
CREATE INDEX template_by_key ON template (key, language, channel, active_from);
