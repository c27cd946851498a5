-- Keys that were found in public: what an account wants done with one, and of a key where it was found and what was done.

ALTER TABLE accounts ADD COLUMN leak_response TEXT NOT NULL DEFAULT 'revoke'
  CHECK (leak_response IN ('notify', 'rotate', 'revoke'));
ALTER TABLE api_keys ADD COLUMN leak TEXT;  -- {at, url, source, response, endsAt, formerExpiresAt} of the first report; JSON
