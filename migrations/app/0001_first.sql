-- The first tables of the device: a copy of what this device may see, and what never leaves it.
-- The synced tables have the columns of crates/regard-sync/src/tables.rs (a test compares them), and:
--   versions  JSON: field -> stamp of the value that shows; "" stands for every field with a value
--             that is not named
--   extra     JSON: fields that this version does not know, kept and passed on

-- One physical location.
CREATE TABLE store (
    id BLOB PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    street TEXT,
    city TEXT,
    phone TEXT,
    time_zone TEXT NOT NULL,
    currency TEXT NOT NULL,
    country TEXT NOT NULL,
    opening_hours TEXT,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;

-- A person who uses Regard. One who left stays: what they sold stays theirs.
CREATE TABLE associate (
    id BLOB PRIMARY KEY NOT NULL,
    given_name TEXT NOT NULL,
    family_name TEXT,
    role TEXT NOT NULL,
    store_id BLOB NOT NULL,
    left_on TEXT,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;

-- One enrolled device.
CREATE TABLE device (
    id BLOB PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    associate_id BLOB NOT NULL,
    store_id BLOB NOT NULL,
    platform TEXT NOT NULL,
    enrolled_at TEXT NOT NULL,
    revoked_at TEXT,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;

-- The person served.
CREATE TABLE customer (
    id BLOB PRIMARY KEY NOT NULL,
    store_id BLOB NOT NULL,
    given_name TEXT NOT NULL,
    family_name TEXT NOT NULL,
    nickname TEXT,
    said_as TEXT,
    language TEXT,
    owner_id BLOB,
    company_name TEXT,
    street TEXT,
    city TEXT,
    region TEXT,
    postal_code TEXT,
    country TEXT,
    time_zone TEXT,
    about TEXT,
    memory TEXT,
    gently_until TEXT,
    gently_why TEXT,
    customer_since TEXT,
    source TEXT,
    source_id TEXT,
    source_extra TEXT,
    created_at TEXT NOT NULL,
    created_by BLOB,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;

-- One phone number. Two associates who add one each: both stay.
CREATE TABLE phone (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    e164 TEXT,
    typed TEXT NOT NULL,
    label TEXT,
    preferred INTEGER NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;

CREATE TABLE email (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    address TEXT NOT NULL,
    label TEXT,
    preferred INTEGER NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;

-- How the customer is related to another customer, or to a person known by name only.
CREATE TABLE relation (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    other_id BLOB,
    other_name TEXT,
    kind TEXT NOT NULL,
    note TEXT,
    ended_on TEXT,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;

-- One physical piece.
CREATE TABLE piece (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    brand TEXT,
    model TEXT,
    description TEXT NOT NULL,
    serial TEXT,
    reference TEXT,
    secret_until TEXT,
    note TEXT,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;

-- One sale, with roles. Roots at the buyer.
CREATE TABLE purchase (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    piece_id BLOB,
    chosen_by_id BLOB,
    for_id BLOB,
    for_name TEXT,
    worn_by_id BLOB,
    sold_by_id BLOB,
    sold_by_name TEXT,
    store_id BLOB NOT NULL,
    bought_on TEXT NOT NULL,
    description TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    price INTEGER NOT NULL,
    currency TEXT NOT NULL,
    occasion TEXT,
    meaning TEXT,
    source TEXT,
    source_id TEXT,
    source_extra TEXT,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;

-- One service job on a piece.
CREATE TABLE repair (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    piece_id BLOB,
    store_id BLOB NOT NULL,
    envelope TEXT NOT NULL,
    description TEXT NOT NULL,
    customer_words TEXT,
    condition TEXT,
    currency TEXT NOT NULL,
    promised_for TEXT,
    tell_id BLOB,
    tell_by TEXT,
    taken_in_by BLOB,
    taken_in_at TEXT NOT NULL,
    dropped_off_by BLOB,
    bin TEXT,
    source TEXT,
    source_id TEXT,
    source_extra TEXT,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;

-- One priced line on the envelope.
CREATE TABLE repair_line (
    id BLOB PRIMARY KEY NOT NULL,
    repair_id BLOB NOT NULL,
    customer_id BLOB NOT NULL,
    work TEXT NOT NULL,
    description TEXT NOT NULL,
    price INTEGER NOT NULL,
    position INTEGER NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;

-- One thing that happened to a repair.
CREATE TABLE repair_step (
    id BLOB PRIMARY KEY NOT NULL,
    repair_id BLOB NOT NULL,
    customer_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    by_id BLOB,
    note TEXT,
    undoes BLOB,
    charged INTEGER,
    collected_by BLOB,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;

-- Someone's word, with terms.
CREATE TABLE promise (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    piece_id BLOB,
    words TEXT NOT NULL,
    covers TEXT,
    made_by_id BLOB,
    made_by_name TEXT,
    made_on TEXT NOT NULL,
    until TEXT,
    uses_allowed INTEGER,
    due_on TEXT,
    kept_at TEXT,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;

-- One time that a promise was kept, or was not.
CREATE TABLE promise_use (
    id BLOB PRIMARY KEY NOT NULL,
    promise_id BLOB NOT NULL,
    customer_id BLOB NOT NULL,
    repair_id BLOB,
    kind TEXT NOT NULL,
    amount INTEGER NOT NULL,
    reason TEXT,
    at TEXT NOT NULL,
    by_id BLOB,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;

-- A birthday, anniversary, graduation: of the customer, or of a relation of theirs.
CREATE TABLE occasion (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    relation_id BLOB,
    kind TEXT NOT NULL,
    label TEXT,
    on_date TEXT NOT NULL,
    confidence TEXT NOT NULL,
    because TEXT,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;

-- One known thing about a person.
CREATE TABLE fact (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    words TEXT NOT NULL,
    tact TEXT NOT NULL,
    note_id BLOB,
    noted_at TEXT NOT NULL,
    noted_by BLOB,
    supersedes BLOB,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;

-- What was learnt when someone came in or called.
CREATE TABLE note (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    repair_id BLOB,
    kind TEXT NOT NULL,
    words TEXT NOT NULL,
    noted_at TEXT NOT NULL,
    noted_by BLOB,
    supersedes BLOB,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;

-- A dated task with a human reason.
CREATE TABLE follow_up (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    reason TEXT NOT NULL,
    due_on TEXT NOT NULL,
    assigned_to BLOB,
    created_at TEXT NOT NULL,
    created_by BLOB,
    done_at TEXT,
    done_by BLOB,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;

-- What a customer allowed, address by address.
CREATE TABLE consent (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    address TEXT NOT NULL,
    channel TEXT NOT NULL,
    purpose TEXT NOT NULL,
    given INTEGER NOT NULL,
    basis TEXT NOT NULL,
    wording TEXT,
    said_at TEXT NOT NULL,
    taken_by BLOB,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;

-- A text or e-mail to a customer. Its id is computed from what it is about.
CREATE TABLE message (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    repair_id BLOB,
    occurrence_id BLOB,
    resend INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    channel TEXT NOT NULL,
    to_id BLOB,
    address TEXT NOT NULL,
    subject TEXT,
    body TEXT NOT NULL,
    language TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    asked_by BLOB,
    cancelled_at TEXT,
    cancelled_by BLOB,
    state TEXT,
    state_reason TEXT,
    state_at TEXT,
    waits_until TEXT,
    sent_at TEXT,
    delivered_at TEXT,
    outbox_only INTEGER,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;

-- What pops up on an associate's device.
CREATE TABLE alert (
    id BLOB PRIMARY KEY NOT NULL,
    associate_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    customer_id BLOB NOT NULL,
    repair_id BLOB,
    message_id BLOB,
    raised_at TEXT NOT NULL,
    seen_at TEXT,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;

-- A value that lost against another entered at the same time, until someone settles it.
CREATE TABLE also_entered (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    of_table TEXT NOT NULL,
    row_id BLOB NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    entered_by BLOB,
    entered_at TEXT NOT NULL,
    settled_at TEXT,
    settled_by BLOB,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;

-- Indexes: opening a customer reads each of these by the customer, Today by what is open.
CREATE INDEX customer_by_name ON customer (family_name, given_name);
CREATE INDEX customer_by_owner ON customer (owner_id);
CREATE INDEX phone_by_customer ON phone (customer_id);
CREATE INDEX phone_by_number ON phone (e164);
CREATE INDEX email_by_customer ON email (customer_id);
CREATE INDEX email_by_address ON email (address);
CREATE INDEX relation_by_customer ON relation (customer_id);
CREATE INDEX relation_by_other ON relation (other_id);
CREATE INDEX piece_by_customer ON piece (customer_id);
CREATE INDEX purchase_by_customer ON purchase (customer_id, bought_on);
CREATE INDEX purchase_by_piece ON purchase (piece_id);
CREATE INDEX purchase_by_recipient ON purchase (for_id);
CREATE INDEX purchase_by_chooser ON purchase (chosen_by_id);
CREATE INDEX purchase_by_wearer ON purchase (worn_by_id);
CREATE INDEX repair_by_customer ON repair (customer_id);
CREATE INDEX repair_by_envelope ON repair (envelope);
CREATE INDEX repair_by_piece ON repair (piece_id);
CREATE INDEX repair_line_by_repair ON repair_line (repair_id, position);
CREATE INDEX repair_line_by_customer ON repair_line (customer_id);
CREATE INDEX repair_step_by_repair ON repair_step (repair_id, at);
CREATE INDEX repair_step_by_customer ON repair_step (customer_id);
CREATE INDEX promise_by_customer ON promise (customer_id);
CREATE INDEX promise_by_piece ON promise (piece_id);
CREATE INDEX promise_open_by_day ON promise (due_on) WHERE due_on IS NOT NULL AND kept_at IS NULL;
CREATE INDEX promise_use_by_promise ON promise_use (promise_id);
CREATE INDEX promise_use_by_customer ON promise_use (customer_id);
CREATE INDEX promise_use_by_repair ON promise_use (repair_id);
CREATE INDEX occasion_by_customer ON occasion (customer_id);
CREATE INDEX fact_by_customer ON fact (customer_id);
CREATE INDEX note_by_customer ON note (customer_id, noted_at);
CREATE INDEX follow_up_by_customer ON follow_up (customer_id);
CREATE INDEX follow_up_open_by_day ON follow_up (due_on) WHERE done_at IS NULL;
CREATE INDEX consent_by_customer ON consent (customer_id);
CREATE INDEX consent_by_address ON consent (address);
CREATE INDEX message_by_customer ON message (customer_id, asked_at);
CREATE INDEX message_by_repair ON message (repair_id);
CREATE INDEX message_by_state ON message (state);
CREATE INDEX alert_by_customer ON alert (customer_id);
CREATE INDEX alert_unseen ON alert (associate_id, raised_at) WHERE seen_at IS NULL;
CREATE INDEX also_entered_by_customer ON also_entered (customer_id);
CREATE INDEX also_entered_open ON also_entered (of_table, row_id) WHERE settled_at IS NULL;

-- From here on: what never leaves the device.

-- Who uses this device. One row once it is enrolled; the token is the secret of every request.
CREATE TABLE session (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    company_id BLOB NOT NULL,
    device_id BLOB NOT NULL,
    device_name TEXT NOT NULL,
    associate_id BLOB NOT NULL,
    role TEXT NOT NULL,
    store_id BLOB NOT NULL,
    server TEXT NOT NULL,
    token TEXT NOT NULL
) STRICT;

-- The PIN that locks the device, as an Argon2id hash, and the wrong tries against it.
CREATE TABLE pin (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    hash TEXT NOT NULL,
    wrong_tries INTEGER NOT NULL,
    wait_until TEXT
) STRICT;

-- Where this device stands with the server. Always one row.
CREATE TABLE sync_state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    -- The mark kept outside the database; another one there means that this file was copied.
    device_mark BLOB,
    -- Which life of this database; changes are numbered from 1 in each.
    incarnation BLOB NOT NULL,
    -- The number of the newest change made here.
    last_n INTEGER NOT NULL,
    -- The newest stamp made or seen here.
    last_hlc TEXT,
    -- What to add to the device's clock to get the server's.
    clock_offset_ms INTEGER NOT NULL,
    -- How far the server's rows were read, as JSON.
    cursor TEXT,
    -- The schema that the rows were read with.
    schema INTEGER NOT NULL,
    last_synced_at TEXT,
    -- The server does not know this device any more.
    revoked INTEGER NOT NULL
) STRICT;

-- Settings of this device, as JSON.
CREATE TABLE setting (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT;

-- The outbox: each edit made here. Acknowledged ones stay 30 days, for a server that was restored
-- from last night's backup.
CREATE TABLE pending_change (
    made INTEGER PRIMARY KEY AUTOINCREMENT,
    n INTEGER NOT NULL,
    of_table TEXT NOT NULL,
    row_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    -- {field: {value, hlc, base}} as it travels.
    fields TEXT NOT NULL,
    customer_id BLOB,
    made_at TEXT NOT NULL,
    acked_at TEXT
) STRICT;
CREATE INDEX pending_change_to_send ON pending_change (n) WHERE acked_at IS NULL;
CREATE INDEX pending_change_by_row ON pending_change (of_table, row_id);
CREATE INDEX pending_change_by_customer ON pending_change (customer_id) WHERE acked_at IS NULL;
CREATE INDEX pending_change_acked ON pending_change (acked_at) WHERE acked_at IS NOT NULL;

-- What the server has of a row that also has pending changes: {field: {value, hlc}}.
-- `fields` is NULL when the server has no such row. `gone`: the server took the row out while there
-- were changes to it; what it was stays until the server has said what becomes of them.
CREATE TABLE base_row (
    of_table TEXT NOT NULL,
    row_id BLOB NOT NULL,
    fields TEXT,
    gone INTEGER NOT NULL,
    PRIMARY KEY (of_table, row_id)
) STRICT, WITHOUT ROWID;

-- Rows of tables that this version does not know, as they came.
CREATE TABLE unknown_row (
    of_table TEXT NOT NULL,
    row_id BLOB NOT NULL,
    fields TEXT NOT NULL,
    PRIMARY KEY (of_table, row_id)
) STRICT, WITHOUT ROWID;

-- Edits that the server put aside, with their words.
CREATE TABLE parked (
    made INTEGER PRIMARY KEY AUTOINCREMENT,
    of_table TEXT NOT NULL,
    row_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    fields TEXT NOT NULL,
    reason TEXT NOT NULL,
    customer_id BLOB,
    made_at TEXT NOT NULL
) STRICT;

-- Messages that can still be taken back: a `message` to be, and when it becomes one.
CREATE TABLE held_message (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    repair_id BLOB,
    occurrence_id BLOB,
    resend INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    channel TEXT NOT NULL,
    to_id BLOB,
    address TEXT NOT NULL,
    subject TEXT,
    body TEXT NOT NULL,
    language TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    asked_by BLOB,
    release_at TEXT NOT NULL
) STRICT;
CREATE INDEX held_message_by_customer ON held_message (customer_id);
CREATE INDEX held_message_by_repair ON held_message (repair_id);
CREATE INDEX held_message_due ON held_message (release_at);

-- Whose pages were opened here, for the rows before typing.
CREATE TABLE recently_opened (
    customer_id BLOB PRIMARY KEY NOT NULL,
    opened_at TEXT NOT NULL
) STRICT;
CREATE INDEX recently_opened_by_time ON recently_opened (opened_at);

-- What was typed into the jot sheet and not kept yet. One row at most.
CREATE TABLE jot_draft (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    draft TEXT NOT NULL,
    typed_at TEXT NOT NULL
) STRICT;

-- Alerts that popped up on this device already.
CREATE TABLE alert_raised (
    alert_id BLOB PRIMARY KEY NOT NULL,
    raised_at TEXT NOT NULL
) STRICT;
