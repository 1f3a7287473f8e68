-- What is typed is looked up here, and nowhere else. Filled from the synced tables in the same
-- transaction that changes them: triggers note whom a change concerns, and the writer settles those
-- before it commits (crates/regard-app/src/database/search_keys.rs).

-- One customer as a row of a list, with what the order goes by.
CREATE TABLE search_row (
    -- What the order goes by stands first: thousands of rows are ordered at a keystroke, and twenty
    -- are read to their end.
    number INTEGER PRIMARY KEY NOT NULL,
    in_store INTEGER NOT NULL,
    opened_at TEXT,
    owner_id BLOB,
    -- Family name, given name, folded.
    sort TEXT NOT NULL,
    customer_id BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    initials TEXT NOT NULL,
    -- Spouse or partner.
    with_name TEXT,
    ready INTEGER NOT NULL,
    -- The last day on which a promise is open; '9999-12-31': for good.
    promise_until TEXT,
    gently_until TEXT,
    last_seen_on TEXT
) STRICT;
CREATE INDEX search_row_by_sort ON search_row (sort, number);
CREATE INDEX search_row_in_store ON search_row (ready DESC, sort) WHERE in_store = 1;

-- What finds a customer: `name`, `initials`, `phone`, `email`, `envelope`, `relation`. Each is looked
-- up by the beginning of `key`; phones and e-mails have a key for each place a fragment may begin.
CREATE TABLE search_key (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (kind, key, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_key_by_number ON search_key (number);

-- Whose rows have changed and are not settled yet. Empty outside a transaction.
-- The triggers say ON CONFLICT DO NOTHING: an OR IGNORE would give way to the rule of the statement
-- that fires them, and writing a known row anew would fail.
CREATE TABLE search_stale (
    customer_id BLOB PRIMARY KEY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER search_customer_insert AFTER INSERT ON customer BEGIN
    INSERT INTO search_stale VALUES (NEW.id) ON CONFLICT DO NOTHING;
    INSERT INTO search_stale SELECT other_id FROM relation WHERE customer_id = NEW.id AND other_id IS NOT NULL ON CONFLICT DO NOTHING;
    INSERT INTO search_stale SELECT customer_id FROM relation WHERE other_id = NEW.id ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_customer_update AFTER UPDATE ON customer BEGIN
    INSERT INTO search_stale VALUES (NEW.id) ON CONFLICT DO NOTHING;
    INSERT INTO search_stale SELECT other_id FROM relation WHERE customer_id = NEW.id AND other_id IS NOT NULL ON CONFLICT DO NOTHING;
    INSERT INTO search_stale SELECT customer_id FROM relation WHERE other_id = NEW.id ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_customer_delete AFTER DELETE ON customer BEGIN
    INSERT INTO search_stale VALUES (OLD.id) ON CONFLICT DO NOTHING;
    INSERT INTO search_stale SELECT other_id FROM relation WHERE customer_id = OLD.id AND other_id IS NOT NULL ON CONFLICT DO NOTHING;
    INSERT INTO search_stale SELECT customer_id FROM relation WHERE other_id = OLD.id ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_phone_insert AFTER INSERT ON phone BEGIN
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_phone_update AFTER UPDATE ON phone BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_phone_delete AFTER DELETE ON phone BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_email_insert AFTER INSERT ON email BEGIN
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_email_update AFTER UPDATE ON email BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_email_delete AFTER DELETE ON email BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_relation_insert AFTER INSERT ON relation BEGIN
    INSERT INTO search_stale SELECT id FROM (SELECT NEW.customer_id AS id UNION SELECT NEW.other_id) WHERE id IS NOT NULL ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_relation_update AFTER UPDATE ON relation BEGIN
    INSERT INTO search_stale SELECT id FROM (SELECT OLD.customer_id AS id UNION SELECT OLD.other_id) WHERE id IS NOT NULL ON CONFLICT DO NOTHING;
    INSERT INTO search_stale SELECT id FROM (SELECT NEW.customer_id AS id UNION SELECT NEW.other_id) WHERE id IS NOT NULL ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_relation_delete AFTER DELETE ON relation BEGIN
    INSERT INTO search_stale SELECT id FROM (SELECT OLD.customer_id AS id UNION SELECT OLD.other_id) WHERE id IS NOT NULL ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_purchase_insert AFTER INSERT ON purchase BEGIN
    INSERT INTO search_stale SELECT id FROM (SELECT NEW.customer_id AS id UNION SELECT NEW.chosen_by_id UNION SELECT NEW.for_id UNION SELECT NEW.worn_by_id) WHERE id IS NOT NULL ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_purchase_update AFTER UPDATE ON purchase BEGIN
    INSERT INTO search_stale SELECT id FROM (SELECT OLD.customer_id AS id UNION SELECT OLD.chosen_by_id UNION SELECT OLD.for_id UNION SELECT OLD.worn_by_id) WHERE id IS NOT NULL ON CONFLICT DO NOTHING;
    INSERT INTO search_stale SELECT id FROM (SELECT NEW.customer_id AS id UNION SELECT NEW.chosen_by_id UNION SELECT NEW.for_id UNION SELECT NEW.worn_by_id) WHERE id IS NOT NULL ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_purchase_delete AFTER DELETE ON purchase BEGIN
    INSERT INTO search_stale SELECT id FROM (SELECT OLD.customer_id AS id UNION SELECT OLD.chosen_by_id UNION SELECT OLD.for_id UNION SELECT OLD.worn_by_id) WHERE id IS NOT NULL ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_repair_insert AFTER INSERT ON repair BEGIN
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_repair_update AFTER UPDATE ON repair BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_repair_delete AFTER DELETE ON repair BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_repair_step_insert AFTER INSERT ON repair_step BEGIN
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_repair_step_update AFTER UPDATE ON repair_step BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_repair_step_delete AFTER DELETE ON repair_step BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_promise_insert AFTER INSERT ON promise BEGIN
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_promise_update AFTER UPDATE ON promise BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_promise_delete AFTER DELETE ON promise BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_promise_use_insert AFTER INSERT ON promise_use BEGIN
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_promise_use_update AFTER UPDATE ON promise_use BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_promise_use_delete AFTER DELETE ON promise_use BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_note_insert AFTER INSERT ON note BEGIN
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_note_update AFTER UPDATE ON note BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_note_delete AFTER DELETE ON note BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_message_insert AFTER INSERT ON message BEGIN
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_message_update AFTER UPDATE ON message BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_message_delete AFTER DELETE ON message BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_recently_opened_insert AFTER INSERT ON recently_opened BEGIN
    UPDATE search_row SET opened_at = NEW.opened_at WHERE customer_id = NEW.customer_id;
END;

CREATE TRIGGER search_recently_opened_update AFTER UPDATE ON recently_opened BEGIN
    UPDATE search_row SET opened_at = NEW.opened_at WHERE customer_id = NEW.customer_id;
END;

CREATE TRIGGER search_recently_opened_delete AFTER DELETE ON recently_opened BEGIN
    UPDATE search_row SET opened_at = NULL WHERE customer_id = OLD.customer_id;
END;

-- Customers who were there before this migration are settled by the first writer.
INSERT INTO search_stale SELECT id FROM customer WHERE true ON CONFLICT DO NOTHING;
