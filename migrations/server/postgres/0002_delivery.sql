-- How messages reach customers: what is due, every try, every receipt, and who must not be written to.
-- None of this travels to devices; the message's own row says what has become of it.

-- One row for each message: where it stands. Never holds an address or words.
CREATE TABLE delivery (
    company UUID NOT NULL,
    message UUID NOT NULL,
    -- A word of Channel.
    channel TEXT NOT NULL,
    -- A word of MessageState, from `waiting` on.
    state TEXT NOT NULL,
    -- A word of StateReason.
    reason TEXT,
    -- Counts the claims: an answer to an older claim changes nothing.
    fence BIGINT NOT NULL,
    -- While sending: when the claim is void.
    lease_until TIMESTAMPTZ,
    -- While waiting or checking: when it is due.
    next_at TIMESTAMPTZ,
    -- Tries that the provider certainly did not take.
    not_sent BIGINT NOT NULL,
    -- Tries that were begun.
    attempts BIGINT NOT NULL,
    -- Tries of which nobody can tell, and look-ups since the last of them.
    unknown BIGINT NOT NULL,
    look_ups BIGINT NOT NULL,
    provider_sid TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    waits_until TIMESTAMPTZ,
    sent_at TIMESTAMPTZ,
    delivered_at TIMESTAMPTZ,
    -- It lies in the readable outbox: nothing reached the customer.
    outbox_only BOOLEAN NOT NULL,
    -- Two tries were taken: the customer may have it twice.
    perhaps_twice BOOLEAN NOT NULL,
    PRIMARY KEY (company, message)
);
CREATE INDEX delivery_due ON delivery (company, state, next_at);
CREATE INDEX delivery_by_sent ON delivery (company, sent_at) WHERE sent_at IS NOT NULL;

-- Every try; the row stands before the provider is called.
CREATE TABLE send_attempt (
    company UUID NOT NULL,
    message UUID NOT NULL,
    n BIGINT NOT NULL,
    -- The channel's name: `readable`, `smtp`, `twilio`.
    by_channel TEXT NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    -- Past this moment the provider is not called any more.
    deadline_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    -- `accepted`, `not_sent`, `rejected`, `unknown`.
    outcome TEXT,
    code BIGINT,
    provider_sid TEXT,
    PRIMARY KEY (company, message, n)
);

-- Every receipt, once; also of messages that are not known (any more).
CREATE TABLE provider_event (
    company UUID NOT NULL,
    provider TEXT NOT NULL,
    sid TEXT NOT NULL,
    status TEXT NOT NULL,
    code BIGINT,
    message UUID NOT NULL,
    attempt BIGINT NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (company, provider, sid, status)
);

-- Addresses that must not be written to, as hashes: they survive the customer's row.
CREATE TABLE suppression (
    company UUID NOT NULL,
    address_hash BYTEA NOT NULL,
    channel TEXT NOT NULL,
    -- `provider`: it told us that the customer replied STOP.
    source TEXT NOT NULL,
    since TIMESTAMPTZ NOT NULL,
    lifted_at TIMESTAMPTZ,
    PRIMARY KEY (company, address_hash, channel)
);

-- What was said about one address, whoever's it is.
CREATE INDEX consent_by_address ON synced_row
    (company, (fields -> 'address' ->> 'v'))
    WHERE tbl = 'consent';
