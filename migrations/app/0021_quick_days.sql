-- What Today asks each time it opens is answered by an index.

-- What was put off comes back on its day.
CREATE INDEX reason_answer_put_off ON reason_answer (quiet_until) WHERE decision = 'later';

-- The days of one store; those that somebody missed are asked for, too, so the index has them all.
DROP INDEX appointment_open;
CREATE INDEX appointment_by_store ON appointment (store_id, starts);
