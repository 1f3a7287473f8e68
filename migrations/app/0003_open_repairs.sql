-- Which repairs lie in a store just now, and the last step of each that counts. Where a repair stands is
-- the fold of its steps; this is a copy of that for the lists, so that a store with decades of
-- repairs looks at the open ones only. Triggers keep it, in the transaction of the step.
-- Copied columns: the store and the promised day, for the order of the lists.
CREATE TABLE open_repair (
    repair_id BLOB PRIMARY KEY NOT NULL,
    store_id BLOB NOT NULL,
    -- The kind of the newest step that was not taken back, apart from telling.
    step TEXT NOT NULL,
    promised_for TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX open_repair_by_store ON open_repair (store_id, step, promised_for);

-- A repair of that id as it stands; none where it has left or is not on this device.
CREATE VIEW repair_in_store AS
SELECT id, store_id, step, promised_for FROM (
    SELECT repair.id, repair.store_id, repair.promised_for,
        COALESCE((SELECT s.kind FROM repair_step s WHERE s.repair_id = repair.id
                  AND s.kind NOT IN ('told', 'undone')
                  AND NOT EXISTS (SELECT 1 FROM repair_step u
                                  WHERE u.repair_id = repair.id AND u.undoes = s.id)
                  ORDER BY s.at DESC, s.id DESC LIMIT 1), 'taken_in') AS step
    FROM repair)
WHERE step NOT IN ('handed_over', 'cancelled');

CREATE TRIGGER open_repair_insert AFTER INSERT ON repair BEGIN
    DELETE FROM open_repair WHERE repair_id = NEW.id;
    INSERT INTO open_repair SELECT id, store_id, step, promised_for FROM repair_in_store WHERE id = NEW.id;
END;
CREATE TRIGGER open_repair_update AFTER UPDATE ON repair BEGIN
    DELETE FROM open_repair WHERE repair_id = NEW.id;
    INSERT INTO open_repair SELECT id, store_id, step, promised_for FROM repair_in_store WHERE id = NEW.id;
END;
CREATE TRIGGER open_repair_delete AFTER DELETE ON repair BEGIN
    DELETE FROM open_repair WHERE repair_id = OLD.id;
END;
CREATE TRIGGER open_repair_step_insert AFTER INSERT ON repair_step BEGIN
    DELETE FROM open_repair WHERE repair_id = NEW.repair_id;
    INSERT INTO open_repair SELECT id, store_id, step, promised_for FROM repair_in_store WHERE id = NEW.repair_id;
END;
CREATE TRIGGER open_repair_step_update AFTER UPDATE ON repair_step BEGIN
    DELETE FROM open_repair WHERE repair_id = NEW.repair_id;
    INSERT INTO open_repair SELECT id, store_id, step, promised_for FROM repair_in_store WHERE id = NEW.repair_id;
END;
CREATE TRIGGER open_repair_step_delete AFTER DELETE ON repair_step BEGIN
    DELETE FROM open_repair WHERE repair_id = OLD.repair_id;
    INSERT INTO open_repair SELECT id, store_id, step, promised_for FROM repair_in_store WHERE id = OLD.repair_id;
END;

INSERT INTO open_repair SELECT id, store_id, step, promised_for FROM repair_in_store;

-- Repairs that are done, the last one first.
CREATE INDEX repair_step_done ON repair_step (at) WHERE kind IN ('handed_over', 'cancelled');

-- Days that come every year, by their month, with whose they are: the first screen looks weeks ahead.
CREATE INDEX occasion_by_month ON occasion (
    CASE WHEN substr(on_date, 1, 2) = '--' THEN substr(on_date, 3, 2) ELSE substr(on_date, 6, 2) END,
    customer_id, relation_id, on_date);
CREATE INDEX purchase_gift_by_month ON purchase (substr(bought_on, 6, 2), customer_id, for_id)
    WHERE occasion IS NOT NULL;
