-- Two records are one person, or were: see docs/decisions/0014-records-are-never-moved.md.
CREATE TABLE customer_alias (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    other_id BLOB NOT NULL,
    stays_id BLOB NOT NULL,
    merged_at TEXT NOT NULL,
    merged_by BLOB,
    unmerged_at TEXT,
    unmerged_by BLOB,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;
CREATE INDEX customer_alias_by_customer ON customer_alias (customer_id);
CREATE INDEX customer_alias_by_other ON customer_alias (other_id);

-- What the aliases come to: every record of a person with several, the one that shows among them.
-- Whoever is not in it is a person by themself. Worked out from the aliases in the transaction that
-- changes them (crates/regard-app/src/database/one_person.rs).
CREATE TABLE one_person (
    record_id BLOB PRIMARY KEY NOT NULL,
    person_id BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX one_person_by_person ON one_person (person_id);

-- Records whose person is to be worked out anew. Empty outside a transaction.
CREATE TABLE one_person_stale (
    record_id BLOB PRIMARY KEY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER one_person_alias_insert AFTER INSERT ON customer_alias BEGIN
    INSERT INTO one_person_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
    INSERT INTO one_person_stale VALUES (NEW.other_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER one_person_alias_update AFTER UPDATE ON customer_alias BEGIN
    INSERT INTO one_person_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
    INSERT INTO one_person_stale VALUES (OLD.other_id) ON CONFLICT DO NOTHING;
    INSERT INTO one_person_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
    INSERT INTO one_person_stale VALUES (NEW.other_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER one_person_alias_delete AFTER DELETE ON customer_alias BEGIN
    INSERT INTO one_person_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
    INSERT INTO one_person_stale VALUES (OLD.other_id) ON CONFLICT DO NOTHING;
END;
-- Who came or went may be the one that shows.
CREATE TRIGGER one_person_customer_insert AFTER INSERT ON customer
WHEN EXISTS (SELECT 1 FROM customer_alias WHERE customer_id = NEW.id)
  OR EXISTS (SELECT 1 FROM customer_alias WHERE other_id = NEW.id) BEGIN
    INSERT INTO one_person_stale VALUES (NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER one_person_customer_delete AFTER DELETE ON customer
WHEN EXISTS (SELECT 1 FROM one_person WHERE record_id = OLD.id) BEGIN
    INSERT INTO one_person_stale VALUES (OLD.id) ON CONFLICT DO NOTHING;
END;
