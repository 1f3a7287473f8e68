-- Who told of a stop, what shows that the customer agreed again, and for whom someone has an alert.
ALTER TABLE consent ADD COLUMN stopped_by TEXT;
ALTER TABLE consent ADD COLUMN evidence TEXT;
ALTER TABLE alert ADD COLUMN instead_of_id BLOB;
