-- What programs prove themselves with. The text is in their hands alone.
CREATE TABLE service_tokens (
  id TEXT PRIMARY KEY,
  account_id TEXT REFERENCES accounts (id),     -- NULL: issued by operators, for every account
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,                    -- SHA-256 of the text
  hint TEXT NOT NULL,
  scopes TEXT NOT NULL,                         -- JSON
  expires_at INTEGER,
  created_by TEXT NOT NULL REFERENCES users (id), -- it acts for them, as long as they may
  created_at INTEGER NOT NULL,
  revoked_at INTEGER,
  last_used_at INTEGER                          -- up to five minutes behind
) STRICT;
CREATE INDEX service_tokens_account ON service_tokens (account_id);
