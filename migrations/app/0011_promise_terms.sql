-- What kind of word was given, for whom, what it takes to keep it in time, and how it ended.
ALTER TABLE promise ADD COLUMN kind TEXT;
ALTER TABLE promise ADD COLUMN for_household INTEGER;
ALTER TABLE promise ADD COLUMN event TEXT;
ALTER TABLE promise ADD COLUMN lead_days INTEGER;
ALTER TABLE promise ADD COLUMN slack_days INTEGER;
ALTER TABLE promise ADD COLUMN ordered_at TEXT;
ALTER TABLE promise ADD COLUMN ordered_by BLOB;
ALTER TABLE promise ADD COLUMN kept_by BLOB;
ALTER TABLE promise ADD COLUMN ended_as TEXT;
ALTER TABLE promise ADD COLUMN ended_reason TEXT;
ALTER TABLE promise ADD COLUMN ended_at TEXT;
ALTER TABLE promise ADD COLUMN ended_by BLOB;
-- Few are planned backwards and not ordered yet.
CREATE INDEX promise_to_order ON promise (due_on)
    WHERE lead_days IS NOT NULL AND ordered_at IS NULL AND kept_at IS NULL AND ended_at IS NULL;
