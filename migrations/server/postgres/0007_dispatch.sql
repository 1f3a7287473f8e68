-- Fairness, joining, opt-outs, one sender's pace and rest, and the switch that a restored book turns off.

-- Whose message it is and where it goes (as a hash): who waits for their turn, what goes out together.
ALTER TABLE delivery ADD COLUMN store UUID;
ALTER TABLE delivery ADD COLUMN customer UUID;
ALTER TABLE delivery ADD COLUMN address_hash BYTEA;
-- It went out inside this other message.
ALTER TABLE delivery ADD COLUMN joined_to UUID;
-- It confirms an opt-out, and is the last text to that address.
ALTER TABLE delivery ADD COLUMN confirms BOOLEAN NOT NULL DEFAULT FALSE;
-- Others went out inside it.
ALTER TABLE delivery ADD COLUMN leads BOOLEAN NOT NULL DEFAULT FALSE;
-- The provider was asked whether an earlier life of the book had sent it.
ALTER TABLE delivery ADD COLUMN asked_first BOOLEAN NOT NULL DEFAULT FALSE;
DROP INDEX delivery_due;
CREATE INDEX delivery_due ON delivery (company, state, channel, next_at);
CREATE INDEX delivery_by_address ON delivery (company, address_hash) WHERE state = 'waiting';
CREATE INDEX delivery_joined ON delivery (company, joined_to) WHERE joined_to IS NOT NULL;

-- `all`, or the one purpose that is stopped.
ALTER TABLE suppression ADD COLUMN scope TEXT NOT NULL DEFAULT 'all';

-- Every stop and every end of one, for years.
CREATE TABLE suppression_event (
    company UUID NOT NULL,
    address_hash BYTEA NOT NULL,
    channel TEXT NOT NULL,
    n BIGINT NOT NULL,
    -- `stopped` or `lifted`.
    what TEXT NOT NULL,
    -- `reply`, `provider`, `wrong_number`, `staff`.
    source TEXT NOT NULL,
    scope TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (company, address_hash, channel, n)
);

-- What holds for one channel's sender, in every server of the company.
CREATE TABLE sender (
    company UUID NOT NULL,
    channel TEXT NOT NULL,
    -- The provider refuses the set-up: nothing leaves until then.
    rests_until TIMESTAMPTZ,
    refused_since TIMESTAMPTZ,
    -- After a rest one message goes ahead alone.
    tries_one BOOLEAN NOT NULL,
    -- When the sender's pace allows the next message.
    free_at TIMESTAMPTZ,
    PRIMARY KEY (company, channel)
);

-- Whether anything is sent at all.
CREATE TABLE sending_switch (
    company UUID NOT NULL,
    -- The life of the book that sending was switched on for.
    armed_epoch UUID,
    off_since TIMESTAMPTZ,
    off_why TEXT,
    -- Whatever was asked for before this moment may have been sent by an earlier life of the book: the
    -- provider is asked first.
    ask_before TIMESTAMPTZ,
    -- How many claims were ever made.
    claims BIGINT NOT NULL,
    PRIMARY KEY (company)
);

ALTER TABLE suppression_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE suppression_event FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON suppression_event
    USING (company = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (company = nullif(current_setting('regard.company', true), '')::uuid);

ALTER TABLE sender ENABLE ROW LEVEL SECURITY;
ALTER TABLE sender FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON sender
    USING (company = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (company = nullif(current_setting('regard.company', true), '')::uuid);

ALTER TABLE sending_switch ENABLE ROW LEVEL SECURITY;
ALTER TABLE sending_switch FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON sending_switch
    USING (company = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (company = nullif(current_setting('regard.company', true), '')::uuid);
