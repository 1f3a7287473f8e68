-- Pictures in full of photos, each once in a company, by the SHA-256 of what is in it.
CREATE TABLE photo_original (
    company UUID NOT NULL,
    -- 64 lower-case hexadecimal digits, as rows of photos name it.
    hash TEXT NOT NULL,
    size BIGINT NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (company, hash)
);
-- They are pressed already.
ALTER TABLE photo_original ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Rows of a newer app may be here already: a photo is found by its picture.
ALTER TABLE synced_row NO FORCE ROW LEVEL SECURITY;
UPDATE synced_row SET found_by = left(fields #>> '{hash,v}', 100)
    WHERE tbl = 'photo';
ALTER TABLE synced_row FORCE ROW LEVEL SECURITY;

ALTER TABLE photo_original ENABLE ROW LEVEL SECURITY;
ALTER TABLE photo_original FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON photo_original
    USING (company = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (company = nullif(current_setting('regard.company', true), '')::uuid);
