-- What the search engine (crates/regard-search) is kept in, and what it is told of.

-- Surnames someone had before, as people say them: "Kowalska, Nowak".
ALTER TABLE customer ADD COLUMN former_names TEXT;

-- A word that the store sorts its customers by: "VIP", "watch club".
CREATE TABLE tag (
    id BLOB PRIMARY KEY NOT NULL,
    customer_id BLOB NOT NULL,
    words TEXT NOT NULL,
    removed_at TEXT,
    versions TEXT NOT NULL,
    extra TEXT
) STRICT;
CREATE INDEX tag_by_customer ON tag (customer_id);

-- The engine as it was last built, in pieces: never built anew at start. A new one is written beside
-- the old one, and stands when `search_index` names its generation.
CREATE TABLE search_part (
    generation INTEGER NOT NULL,
    part INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (generation, part)
) STRICT;
CREATE TABLE search_index (
    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    generation INTEGER NOT NULL,
    -- Every change up to this number of search_changed is in it.
    up_to INTEGER NOT NULL,
    -- The day and the associate whose order it has.
    built_on TEXT NOT NULL,
    built_for BLOB,
    customers INTEGER NOT NULL
) STRICT;
-- Set while words of someone who was erased may still stand in the parts.
CREATE TABLE search_erase (
    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1)
) STRICT;

-- Customers that changed since, each once, numbered in the order of their last change.
CREATE TABLE search_changed (
    n INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    customer_id BLOB NOT NULL UNIQUE
) STRICT;

DROP TRIGGER search_recently_opened_insert;
CREATE TRIGGER search_recently_opened_insert AFTER INSERT ON recently_opened BEGIN
    UPDATE search_row SET opened_at = NEW.opened_at WHERE customer_id = NEW.customer_id;
    DELETE FROM search_changed WHERE customer_id = NEW.customer_id;
    INSERT INTO search_changed (customer_id) VALUES (NEW.customer_id);
END;
DROP TRIGGER search_recently_opened_update;
CREATE TRIGGER search_recently_opened_update AFTER UPDATE ON recently_opened BEGIN
    UPDATE search_row SET opened_at = NEW.opened_at WHERE customer_id = NEW.customer_id;
    DELETE FROM search_changed WHERE customer_id = NEW.customer_id;
    INSERT INTO search_changed (customer_id) VALUES (NEW.customer_id);
END;

CREATE TRIGGER search_fact_insert AFTER INSERT ON fact BEGIN
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER search_fact_update AFTER UPDATE ON fact BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER search_fact_delete AFTER DELETE ON fact BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_piece_insert AFTER INSERT ON piece BEGIN
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER search_piece_update AFTER UPDATE ON piece BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER search_piece_delete AFTER DELETE ON piece BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER search_tag_insert AFTER INSERT ON tag BEGIN
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER search_tag_update AFTER UPDATE ON tag BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
    INSERT INTO search_stale VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER search_tag_delete AFTER DELETE ON tag BEGIN
    INSERT INTO search_stale VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
END;

-- Long text: notes and messages. Kept without the words themselves beside the words of the tables;
-- what is taken out leaves nothing behind in the file.
CREATE TABLE long_text_row (
    id INTEGER PRIMARY KEY NOT NULL,
    of_table TEXT NOT NULL,
    row_id BLOB NOT NULL UNIQUE,
    customer_id BLOB NOT NULL
) STRICT;
CREATE INDEX long_text_row_by_customer ON long_text_row (customer_id);
CREATE VIRTUAL TABLE long_text USING fts5(
    words, content = '', tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO long_text (long_text, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER long_text_note_insert AFTER INSERT ON note BEGIN
    INSERT INTO long_text_row (of_table, row_id, customer_id) VALUES ('note', NEW.id, NEW.customer_id);
    INSERT INTO long_text (rowid, words) SELECT id, NEW.words FROM long_text_row WHERE row_id = NEW.id;
END;
CREATE TRIGGER long_text_note_update AFTER UPDATE ON note WHEN OLD.words IS NOT NEW.words OR OLD.customer_id IS NOT NEW.customer_id BEGIN
    INSERT INTO long_text (long_text, rowid, words) SELECT 'delete', id, OLD.words FROM long_text_row WHERE row_id = OLD.id;
    UPDATE long_text_row SET customer_id = NEW.customer_id WHERE row_id = NEW.id;
    INSERT INTO long_text (rowid, words) SELECT id, NEW.words FROM long_text_row WHERE row_id = NEW.id;
END;
CREATE TRIGGER long_text_note_delete AFTER DELETE ON note BEGIN
    INSERT INTO long_text (long_text, rowid, words) SELECT 'delete', id, OLD.words FROM long_text_row WHERE row_id = OLD.id;
    DELETE FROM long_text_row WHERE row_id = OLD.id;
END;
INSERT INTO long_text_row (of_table, row_id, customer_id) SELECT 'note', id, customer_id FROM note;
INSERT INTO long_text (rowid, words) SELECT long_text_row.id, note.words FROM long_text_row JOIN note ON note.id = long_text_row.row_id;

CREATE TRIGGER long_text_message_insert AFTER INSERT ON message BEGIN
    INSERT INTO long_text_row (of_table, row_id, customer_id) VALUES ('message', NEW.id, NEW.customer_id);
    INSERT INTO long_text (rowid, words) SELECT id, NEW.body FROM long_text_row WHERE row_id = NEW.id;
END;
CREATE TRIGGER long_text_message_update AFTER UPDATE ON message WHEN OLD.body IS NOT NEW.body OR OLD.customer_id IS NOT NEW.customer_id BEGIN
    INSERT INTO long_text (long_text, rowid, words) SELECT 'delete', id, OLD.body FROM long_text_row WHERE row_id = OLD.id;
    UPDATE long_text_row SET customer_id = NEW.customer_id WHERE row_id = NEW.id;
    INSERT INTO long_text (rowid, words) SELECT id, NEW.body FROM long_text_row WHERE row_id = NEW.id;
END;
CREATE TRIGGER long_text_message_delete AFTER DELETE ON message BEGIN
    INSERT INTO long_text (long_text, rowid, words) SELECT 'delete', id, OLD.body FROM long_text_row WHERE row_id = OLD.id;
    DELETE FROM long_text_row WHERE row_id = OLD.id;
END;
INSERT INTO long_text_row (of_table, row_id, customer_id) SELECT 'message', id, customer_id FROM message;
INSERT INTO long_text (rowid, words) SELECT long_text_row.id, message.body FROM long_text_row JOIN message ON message.id = long_text_row.row_id;

