-- Who has passed away; and whom the store treads gently with, who are few.
ALTER TABLE customer ADD COLUMN deceased_on TEXT;
CREATE INDEX customer_gently ON customer (gently_until) WHERE gently_until IS NOT NULL;
