-- Who looked after a customer before, and since when another does: one row for each customer and each
-- follow-up that went along.
CREATE TABLE handover (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    act_id BLOB NOT NULL,
    follow_up_id BLOB,
    from_id BLOB NOT NULL,
    to_id BLOB NOT NULL,
    at TEXT NOT NULL,
    by_id BLOB,
    taken_back_at TEXT,
    taken_back_by BLOB,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;
CREATE INDEX handover_of_customer ON handover (customer_id);
CREATE INDEX handover_of_act ON handover (act_id);
CREATE INDEX follow_up_by_assignee ON follow_up (assigned_to) WHERE assigned_to IS NOT NULL AND done_at IS NULL;
