-- Companies are kept apart. A file is one company's, so that there is nothing to do here but what
-- both engines share: every unique index begins with the company, which lets a database be spread
-- over several machines by company.
DROP INDEX device_token_by_hash;
CREATE UNIQUE INDEX device_token_by_hash ON device_token (company, token_hash);
