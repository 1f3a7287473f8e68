-- What a row is found by, wherever it hangs: of a purchase its piece, of a consent its address; the
-- first hundred letters. A column, because PostgreSQL's row-level security uses no index that stands
-- on a part of the JSON.
ALTER TABLE synced_row ADD COLUMN found_by TEXT;
UPDATE synced_row SET found_by = substr(json_extract(fields, '$.piece_id.v'), 1, 100)
    WHERE tbl = 'purchase';
UPDATE synced_row SET found_by = substr(json_extract(fields, '$.address.v'), 1, 100)
    WHERE tbl = 'consent';
DROP INDEX synced_row_purchase_by_piece;
DROP INDEX consent_by_address;
CREATE INDEX synced_row_found_by ON synced_row (company, tbl, found_by) WHERE found_by IS NOT NULL;
