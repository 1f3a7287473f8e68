-- Fairness, joining, opt-outs, one sender's pace and rest, and the switch that a restored book turns off.

-- Whose message it is and where it goes (as a hash): who waits for their turn, what goes out together.
ALTER TABLE delivery ADD COLUMN store BLOB;
ALTER TABLE delivery ADD COLUMN customer BLOB;
ALTER TABLE delivery ADD COLUMN address_hash BLOB;
-- It went out inside this other message.
ALTER TABLE delivery ADD COLUMN joined_to BLOB;
-- It confirms an opt-out, and is the last text to that address.
ALTER TABLE delivery ADD COLUMN confirms INTEGER NOT NULL DEFAULT 0;
-- Others went out inside it.
ALTER TABLE delivery ADD COLUMN leads INTEGER NOT NULL DEFAULT 0;
-- The provider was asked whether an earlier life of the book had sent it.
ALTER TABLE delivery ADD COLUMN asked_first INTEGER NOT NULL DEFAULT 0;
DROP INDEX delivery_due;
CREATE INDEX delivery_due ON delivery (company, state, channel, next_at);
CREATE INDEX delivery_by_address ON delivery (company, address_hash) WHERE state = 'waiting';
CREATE INDEX delivery_joined ON delivery (company, joined_to) WHERE joined_to IS NOT NULL;

-- `all`, or the one purpose that is stopped.
ALTER TABLE suppression ADD COLUMN scope TEXT NOT NULL DEFAULT 'all';

-- Every stop and every end of one, for years.
CREATE TABLE suppression_event (
    company BLOB NOT NULL,
    address_hash BLOB NOT NULL,
    channel TEXT NOT NULL,
    n INTEGER NOT NULL,
    -- `stopped` or `lifted`.
    what TEXT NOT NULL,
    -- `reply`, `provider`, `wrong_number`, `staff`.
    source TEXT NOT NULL,
    scope TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (company, address_hash, channel, n)
) STRICT;

-- What holds for one channel's sender, in every server of the company.
CREATE TABLE sender (
    company BLOB NOT NULL,
    channel TEXT NOT NULL,
    -- The provider refuses the set-up: nothing leaves until then.
    rests_until TEXT,
    refused_since TEXT,
    -- After a rest one message goes ahead alone.
    tries_one INTEGER NOT NULL,
    -- When the sender's pace allows the next message.
    free_at TEXT,
    PRIMARY KEY (company, channel)
) STRICT;

-- Whether anything is sent at all.
CREATE TABLE sending_switch (
    company BLOB NOT NULL,
    -- The life of the book that sending was switched on for.
    armed_epoch BLOB,
    off_since TEXT,
    off_why TEXT,
    -- Whatever was asked for before this moment may have been sent by an earlier life of the book: the
    -- provider is asked first.
    ask_before TEXT,
    -- How many claims were ever made.
    claims INTEGER NOT NULL,
    PRIMARY KEY (company)
) STRICT;
