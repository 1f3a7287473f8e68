-- Companies are kept apart. Every unique index begins with the company, which lets a database be
-- spread over several machines by company; and row-level security shows a transaction the one company
-- that it names in regard.company, and none when it names none. FORCE: the tables' owner too.
DROP INDEX device_token_by_hash;
CREATE UNIQUE INDEX device_token_by_hash ON device_token (company, token_hash);

-- A server that starts has to find its company: it may look through the names, and write none of them.
ALTER TABLE company ENABLE ROW LEVEL SECURITY;
ALTER TABLE company FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON company
    USING (id = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (id = nullif(current_setting('regard.company', true), '')::uuid);
CREATE POLICY find_company ON company FOR SELECT
    USING (nullif(current_setting('regard.company', true), '') IS NULL);

ALTER TABLE company_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE company_head FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON company_head
    USING (company = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (company = nullif(current_setting('regard.company', true), '')::uuid);

ALTER TABLE device_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE device_head FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON device_head
    USING (company = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (company = nullif(current_setting('regard.company', true), '')::uuid);

ALTER TABLE synced_row ENABLE ROW LEVEL SECURITY;
ALTER TABLE synced_row FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON synced_row
    USING (company = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (company = nullif(current_setting('regard.company', true), '')::uuid);

ALTER TABLE feed_leave ENABLE ROW LEVEL SECURITY;
ALTER TABLE feed_leave FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON feed_leave
    USING (company = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (company = nullif(current_setting('regard.company', true), '')::uuid);

ALTER TABLE erased ENABLE ROW LEVEL SECURITY;
ALTER TABLE erased FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON erased
    USING (company = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (company = nullif(current_setting('regard.company', true), '')::uuid);

ALTER TABLE parked ENABLE ROW LEVEL SECURITY;
ALTER TABLE parked FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON parked
    USING (company = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (company = nullif(current_setting('regard.company', true), '')::uuid);

ALTER TABLE device_token ENABLE ROW LEVEL SECURITY;
ALTER TABLE device_token FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON device_token
    USING (company = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (company = nullif(current_setting('regard.company', true), '')::uuid);

ALTER TABLE enrol_code ENABLE ROW LEVEL SECURITY;
ALTER TABLE enrol_code FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON enrol_code
    USING (company = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (company = nullif(current_setting('regard.company', true), '')::uuid);

ALTER TABLE delivery ENABLE ROW LEVEL SECURITY;
ALTER TABLE delivery FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON delivery
    USING (company = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (company = nullif(current_setting('regard.company', true), '')::uuid);

ALTER TABLE send_attempt ENABLE ROW LEVEL SECURITY;
ALTER TABLE send_attempt FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON send_attempt
    USING (company = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (company = nullif(current_setting('regard.company', true), '')::uuid);

ALTER TABLE provider_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE provider_event FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON provider_event
    USING (company = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (company = nullif(current_setting('regard.company', true), '')::uuid);

ALTER TABLE suppression ENABLE ROW LEVEL SECURITY;
ALTER TABLE suppression FORCE ROW LEVEL SECURITY;
CREATE POLICY own_company ON suppression
    USING (company = nullif(current_setting('regard.company', true), '')::uuid)
    WITH CHECK (company = nullif(current_setting('regard.company', true), '')::uuid);
