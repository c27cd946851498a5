-- What people see of their sessions, and what the audit log is searched by. A session gets an id that is no hash, the place
-- where it was opened, and when its password was last typed.

ALTER TABLE sessions ADD COLUMN id TEXT NOT NULL DEFAULT '';              -- ses_…
ALTER TABLE sessions ADD COLUMN place TEXT;                               -- {country, city} as Cloudflare saw them at sign-in
ALTER TABLE sessions ADD COLUMN signed_in_at INTEGER NOT NULL DEFAULT 0;  -- when its password was last typed
UPDATE sessions SET id = 'ses_' || lower(hex(randomblob(13))), signed_in_at = created_at;
CREATE UNIQUE INDEX sessions_id ON sessions (id);

CREATE INDEX audit_events_actor ON audit_events (actor_id, at);
CREATE INDEX audit_events_target ON audit_events (target, at);
