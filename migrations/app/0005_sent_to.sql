-- The newest number that was ever in a request. A server that knows a later one shows that this file
-- is an old copy, however often the app was opened since.
ALTER TABLE sync_state ADD COLUMN sent_to INTEGER NOT NULL DEFAULT 0;
UPDATE sync_state SET sent_to = last_n;
