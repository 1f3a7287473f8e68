-- Devices that sleep: where each is reached, what was pushed to it, and when its associate is off.
-- None of this travels to devices.

-- Where a device is reached; the newest word of the device counts.
CREATE TABLE push_address (
    company BLOB NOT NULL,
    device BLOB NOT NULL,
    -- A word of Platform: `apns`, `fcm`, `web`.
    platform TEXT NOT NULL,
    -- The service's token, or the endpoint's URL.
    token TEXT NOT NULL,
    -- For Web Push: the device's public key and its secret.
    p256dh BLOB,
    auth BLOB,
    registered_at TEXT NOT NULL,
    PRIMARY KEY (company, device)
) STRICT;

-- One row for each alert and each device: it is pushed once at the most.
CREATE TABLE push_send (
    company BLOB NOT NULL,
    alert BLOB NOT NULL,
    device BLOB NOT NULL,
    -- `waiting`, `sending`, `done`.
    state TEXT NOT NULL,
    made_at TEXT NOT NULL,
    -- While waiting: when it is due; while sending: when nobody can be at it any more.
    next_at TEXT,
    tries INTEGER NOT NULL,
    -- When done: what became of it.
    outcome TEXT,
    PRIMARY KEY (company, alert, device)
) STRICT;
CREATE INDEX push_send_due ON push_send (company, state, next_at);

-- When an associate is not to be woken. Alerts still come by sync.
CREATE TABLE push_rest (
    company BLOB NOT NULL,
    associate BLOB NOT NULL,
    -- "Not now", until then.
    off_until TEXT,
    -- Every day, by the clock of the store: `21:00` to `08:00`.
    quiet_from TEXT,
    quiet_to TEXT,
    PRIMARY KEY (company, associate)
) STRICT;
