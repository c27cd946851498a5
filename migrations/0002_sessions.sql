-- What people see of their sessions: an id that is no hash, where they were opened, when the password was last typed.

ALTER TABLE sessions ADD COLUMN id TEXT NOT NULL DEFAULT '';              -- ses_…
ALTER TABLE sessions ADD COLUMN place TEXT;                               -- {country, city} as Cloudflare saw them at sign-in
ALTER TABLE sessions ADD COLUMN signed_in_at INTEGER NOT NULL DEFAULT 0;  -- when its password was last typed
UPDATE sessions SET id = 'ses_' || lower(hex(randomblob(13))), signed_in_at = created_at;
CREATE UNIQUE INDEX sessions_id ON sessions (id);
