-- What became of reasons to be in touch, how often is often enough, and what a warranty asks for.
CREATE TABLE reason_answer (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    about_id BLOB,
    due_on TEXT NOT NULL,
    decision TEXT NOT NULL,
    quiet_until TEXT,
    answered_at TEXT NOT NULL,
    answered_by BLOB,
    taken_back_at TEXT,
    taken_back_by BLOB,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;
CREATE INDEX reason_answer_by_customer ON reason_answer (customer_id);
CREATE INDEX reason_answer_by_time ON reason_answer (answered_at);

CREATE TABLE touch_measure (
    id BLOB PRIMARY KEY NOT NULL,
    store_id BLOB NOT NULL,
    most INTEGER NOT NULL,
    within_days INTEGER NOT NULL,
    set_at TEXT NOT NULL,
    set_by BLOB,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;
CREATE INDEX touch_measure_by_store ON touch_measure (store_id, set_at);

ALTER TABLE piece ADD COLUMN warranty_until TEXT;
ALTER TABLE piece ADD COLUMN inspect_months INTEGER;

-- Few messages go to another than the customer on whose page they stand.
CREATE INDEX message_to ON message (to_id) WHERE to_id IS NOT NULL;
