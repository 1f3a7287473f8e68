-- The pages behind short links: which message a token stands for. Only its hash is kept, so that
-- nobody reads a link out of a copy of the book's tables.
CREATE TABLE status_link (
    company BLOB NOT NULL,
    token_hash BLOB NOT NULL,
    message BLOB NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (company, token_hash)
) STRICT;

-- What providers brought: each once, however often they bring it.
CREATE TABLE inbound (
    company BLOB NOT NULL,
    provider TEXT NOT NULL,
    sid TEXT NOT NULL,
    received_at TEXT NOT NULL,
    PRIMARY KEY (company, provider, sid)
) STRICT;

-- A phone number and a message are found by the address: who it is that wrote.
UPDATE synced_row SET found_by = substr(json_extract(fields, '$.e164.v'), 1, 100)
    WHERE tbl = 'phone';
UPDATE synced_row SET found_by = substr(json_extract(fields, '$.address.v'), 1, 100)
    WHERE tbl = 'message';
