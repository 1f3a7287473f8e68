-- What customers wish for, on the page of whoever spoke of it.
CREATE TABLE wish (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    for_id BLOB,
    for_name TEXT,
    words TEXT NOT NULL,
    size TEXT,
    price TEXT,
    occasion TEXT,
    may_know TEXT NOT NULL,
    noted_at TEXT NOT NULL,
    noted_by BLOB,
    ended_as TEXT,
    ended_at TEXT,
    ended_by BLOB,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;
CREATE INDEX wish_by_customer ON wish (customer_id);
CREATE INDEX wish_by_receiver ON wish (for_id) WHERE for_id IS NOT NULL;

-- Who means to give what another wishes for.
CREATE TABLE gift (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    wish_id BLOB NOT NULL,
    secret_until TEXT,
    meant_at TEXT NOT NULL,
    meant_by BLOB,
    bought_at TEXT,
    given_at TEXT,
    dropped_at TEXT,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;
CREATE INDEX gift_by_customer ON gift (customer_id);
CREATE INDEX gift_by_wish ON gift (wish_id);

-- A wish is found by its words, unless it is to be a surprise: what a gift does to that counts, too.
CREATE TRIGGER search_wish_insert AFTER INSERT ON wish BEGIN
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER search_wish_update AFTER UPDATE ON wish BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER search_wish_delete AFTER DELETE ON wish BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER search_gift_insert AFTER INSERT ON gift BEGIN
    INSERT INTO search_stale SELECT customer_id FROM wish WHERE id = NEW.wish_id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER search_gift_update AFTER UPDATE ON gift BEGIN
    INSERT INTO search_stale SELECT customer_id FROM wish WHERE id = NEW.wish_id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER search_gift_delete AFTER DELETE ON gift BEGIN
    INSERT INTO search_stale SELECT customer_id FROM wish WHERE id = OLD.wish_id ON CONFLICT DO NOTHING;
END;
