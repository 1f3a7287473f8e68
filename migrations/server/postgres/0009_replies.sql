-- The pages behind short links: which message a token stands for. Only its hash is kept, so that
-- nobody reads a link out of a copy of the book's tables.
CREATE TABLE status_link (
    company UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    message UUID NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (company, token_hash)
);

-- What providers brought: each once, however often they bring it.
CREATE TABLE inbound (
    company UUID NOT NULL,
    provider TEXT NOT NULL,
    sid TEXT NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (company, provider, sid)
);

-- A phone number and a message are found by the address: who it is that wrote.
ALTER TABLE synced_row NO FORCE ROW LEVEL SECURITY;
UPDATE synced_row SET found_by = left(fields #>> '{e164,v}', 100)
    WHERE tbl = 'phone';
UPDATE synced_row SET found_by = left(fields #>> '{address,v}', 100)
    WHERE tbl = 'message';
ALTER TABLE synced_row FORCE ROW LEVEL SECURITY;

ALTER TABLE status_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE status_link FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON status_link
    USING (company = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (company = nullif(current_setting('regard.company', true), '')::uuid);

ALTER TABLE inbound ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbound FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON inbound
    USING (company = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (company = nullif(current_setting('regard.company', true), '')::uuid);
