-- How messages reach customers: what is due, every try, every receipt, and who must not be written to.
-- None of this travels to devices; the message's own row says what has become of it.

-- One row for each message: where it stands. Never holds an address or words.
CREATE TABLE delivery (
    company BLOB NOT NULL,
    message BLOB NOT NULL,
    -- A word of Channel.
    channel TEXT NOT NULL,
    -- A word of MessageState, from `waiting` on.
    state TEXT NOT NULL,
    -- A word of StateReason.
    reason TEXT,
    -- Counts the claims: an answer to an older claim changes nothing.
    fence INTEGER NOT NULL,
    -- While sending: when the claim is void.
    lease_until TEXT,
    -- While waiting or checking: when it is due.
    next_at TEXT,
    -- Tries that the provider certainly did not take.
    not_sent INTEGER NOT NULL,
    -- Tries that were begun.
    attempts INTEGER NOT NULL,
    -- Tries of which nobody can tell, and look-ups since the last of them.
    unknown INTEGER NOT NULL,
    look_ups INTEGER NOT NULL,
    provider_sid TEXT,
    created_at TEXT NOT NULL,
    waits_until TEXT,
    sent_at TEXT,
    delivered_at TEXT,
    -- It lies in the readable outbox: nothing reached the customer.
    outbox_only INTEGER NOT NULL,
    -- Two tries were taken: the customer may have it twice.
    perhaps_twice INTEGER NOT NULL,
    PRIMARY KEY (company, message)
) STRICT;
CREATE INDEX delivery_due ON delivery (company, state, next_at);
CREATE INDEX delivery_by_sent ON delivery (company, sent_at) WHERE sent_at IS NOT NULL;

-- Every try; the row stands before the provider is called.
CREATE TABLE send_attempt (
    company BLOB NOT NULL,
    message BLOB NOT NULL,
    n INTEGER NOT NULL,
    -- The channel's name: `readable`, `smtp`, `twilio`.
    by_channel TEXT NOT NULL,
    started_at TEXT NOT NULL,
    -- Past this moment the provider is not called any more.
    deadline_at TEXT NOT NULL,
    ended_at TEXT,
    -- `accepted`, `not_sent`, `rejected`, `unknown`.
    outcome TEXT,
    code INTEGER,
    provider_sid TEXT,
    PRIMARY KEY (company, message, n)
) STRICT;

-- Every receipt, once; also of messages that are not known (any more).
CREATE TABLE provider_event (
    company BLOB NOT NULL,
    provider TEXT NOT NULL,
    sid TEXT NOT NULL,
    status TEXT NOT NULL,
    code INTEGER,
    message BLOB NOT NULL,
    attempt INTEGER NOT NULL,
    received_at TEXT NOT NULL,
    PRIMARY KEY (company, provider, sid, status)
) STRICT;

-- Addresses that must not be written to, as hashes: they survive the customer's row.
CREATE TABLE suppression (
    company BLOB NOT NULL,
    address_hash BLOB NOT NULL,
    channel TEXT NOT NULL,
    -- `provider`: it told us that the customer replied STOP.
    source TEXT NOT NULL,
    since TEXT NOT NULL,
    lifted_at TEXT,
    PRIMARY KEY (company, address_hash, channel)
) STRICT;

-- What was said about one address, whoever's it is.
CREATE INDEX consent_by_address ON synced_row
    (company, json_extract(fields, '$.address.v'))
    WHERE tbl = 'consent';
