-- Pictures in full of photos, each once in a company, by the SHA-256 of what is in it.
CREATE TABLE photo_original (
    company BLOB NOT NULL,
    -- 64 lower-case hexadecimal digits, as rows of photos name it.
    hash TEXT NOT NULL,
    size INTEGER NOT NULL,
    received_at TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (company, hash)
) STRICT;

-- Rows of a newer app may be here already: a photo is found by its picture.
UPDATE synced_row SET found_by = substr(json_extract(fields, '$.hash.v'), 1, 100)
    WHERE tbl = 'photo';
