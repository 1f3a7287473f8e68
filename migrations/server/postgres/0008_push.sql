-- Devices that sleep: where each is reached, what was pushed to it, and when its associate is off.
-- None of this travels to devices.

-- Where a device is reached; the newest word of the device counts.
CREATE TABLE push_address (
    company UUID NOT NULL,
    device UUID NOT NULL,
    -- A word of Platform: `apns`, `fcm`, `web`.
    platform TEXT NOT NULL,
    -- The service's token, or the endpoint's URL.
    token TEXT NOT NULL,
    -- For Web Push: the device's public key and its secret.
    p256dh BYTEA,
    auth BYTEA,
    registered_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (company, device)
);

-- One row for each alert and each device: it is pushed once at the most.
CREATE TABLE push_send (
    company UUID NOT NULL,
    alert UUID NOT NULL,
    device UUID NOT NULL,
    -- `waiting`, `sending`, `done`.
    state TEXT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    -- While waiting: when it is due; while sending: when nobody can be at it any more.
    next_at TIMESTAMPTZ,
    tries BIGINT NOT NULL,
    -- When done: what became of it.
    outcome TEXT,
    PRIMARY KEY (company, alert, device)
);
CREATE INDEX push_send_due ON push_send (company, state, next_at);

-- When an associate is not to be woken. Alerts still come by sync.
CREATE TABLE push_rest (
    company UUID NOT NULL,
    associate UUID NOT NULL,
    -- "Not now", until then.
    off_until TIMESTAMPTZ,
    -- Every day, by the clock of the store: `21:00` to `08:00`.
    quiet_from TEXT,
    quiet_to TEXT,
    PRIMARY KEY (company, associate)
);

ALTER TABLE push_address ENABLE ROW LEVEL SECURITY;
ALTER TABLE push_address FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON push_address
    USING (company = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (company = nullif(current_setting('regard.company', true), '')::uuid);

ALTER TABLE push_send ENABLE ROW LEVEL SECURITY;
ALTER TABLE push_send FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON push_send
    USING (company = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (company = nullif(current_setting('regard.company', true), '')::uuid);

ALTER TABLE push_rest ENABLE ROW LEVEL SECURITY;
ALTER TABLE push_rest FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON push_rest
    USING (company = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (company = nullif(current_setting('regard.company', true), '')::uuid);
