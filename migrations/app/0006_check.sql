-- What all rows of the server have to add up to, as it said with the newest page, as JSON; and when
-- that was last looked at.
ALTER TABLE sync_state ADD COLUMN check_sum TEXT;
ALTER TABLE sync_state ADD COLUMN compared_at TEXT;
