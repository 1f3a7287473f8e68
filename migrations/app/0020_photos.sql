-- Photos of pieces, repairs and cards, each with its thumbnail.
CREATE TABLE photo (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    repair_id BLOB,
    piece_id BLOB,
    hash TEXT NOT NULL,
    thumbnail TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    caption TEXT,
    added_at TEXT NOT NULL,
    added_by BLOB,
    removed_at TEXT,
    removed_by BLOB,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;
CREATE INDEX photo_by_customer ON photo (customer_id);
CREATE INDEX photo_by_repair ON photo (repair_id) WHERE repair_id IS NOT NULL;
CREATE INDEX photo_by_hash ON photo (hash);

-- Pictures in full, by their hash: those that were added here, until the server has them, and those
-- that were looked at lately. They lie in this encrypted file and nowhere else on the device.
CREATE TABLE photo_original (
    hash TEXT PRIMARY KEY NOT NULL,
    size INTEGER NOT NULL,
    used_at TEXT NOT NULL,
    bytes BLOB NOT NULL
) STRICT;
CREATE INDEX photo_original_by_use ON photo_original (used_at, size);

-- Photos that were added here and whose picture in full the server does not have.
CREATE TABLE photo_waiting (
    photo_id BLOB PRIMARY KEY NOT NULL,
    -- For whose server: a device may go to another company before it was sent.
    company_id BLOB NOT NULL,
    customer_id BLOB NOT NULL,
    hash TEXT NOT NULL,
    added_at TEXT NOT NULL,
    -- Why the server did not take it, in a word; none: it was not reached.
    reason TEXT,
    -- The server had it once, and may have lost it with a backup.
    again INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX photo_waiting_by_hash ON photo_waiting (hash);

-- A picture goes with the last photo of it, in the same transaction, whatever takes the photo out: an
-- erasure, a customer who leaves this device, a start afresh. Not while the server has yet to get it.
CREATE TRIGGER photo_original_without_photo AFTER DELETE ON photo BEGIN
    DELETE FROM photo_original WHERE hash = OLD.hash
        AND NOT EXISTS (SELECT 1 FROM photo WHERE hash = OLD.hash)
        AND NOT EXISTS (SELECT 1 FROM photo_waiting WHERE hash = OLD.hash);
END;
CREATE TRIGGER photo_original_sent AFTER DELETE ON photo_waiting BEGIN
    DELETE FROM photo_original WHERE hash = OLD.hash
        AND NOT EXISTS (SELECT 1 FROM photo WHERE hash = OLD.hash)
        AND NOT EXISTS (SELECT 1 FROM photo_waiting WHERE hash = OLD.hash);
END;
