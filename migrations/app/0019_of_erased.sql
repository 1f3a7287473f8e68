-- A change that waits, about a customer who was erased since: put aside, it is forgotten instead.
ALTER TABLE pending_change ADD COLUMN of_erased INTEGER NOT NULL DEFAULT 0;
