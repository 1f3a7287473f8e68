-- A fact that was filed by mistake is dropped: it stays, and shows nowhere.
ALTER TABLE fact ADD COLUMN dropped_at TEXT;
ALTER TABLE fact ADD COLUMN dropped_by BLOB;

-- Which words of which note a record was made from.
CREATE TABLE note_trace (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    note_id BLOB NOT NULL,
    of_table TEXT NOT NULL,
    row_id BLOB NOT NULL,
    words_from INTEGER NOT NULL,
    words_to INTEGER NOT NULL,
    dropped_at TEXT,
    dropped_by BLOB,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;
CREATE INDEX note_trace_by_customer ON note_trace (customer_id);
CREATE INDEX note_trace_by_note ON note_trace (note_id);
CREATE INDEX note_trace_by_row ON note_trace (row_id);
