-- People, accounts, keys, routes, plans and the read model of the meter.
-- Times are UTC milliseconds. Ids are prefixed and sort by time. No CASCADE anywhere: a rebuilt parent would take its children along.

CREATE TABLE users (
  id TEXT PRIMARY KEY,
  username TEXT NOT NULL COLLATE NOCASE UNIQUE,
  email TEXT NOT NULL COLLATE NOCASE UNIQUE,
  email_verified_at INTEGER,
  password TEXT NOT NULL,                     -- PHC string of scrypt
  is_operator INTEGER NOT NULL DEFAULT 0 CHECK (is_operator IN (0, 1)),
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
  suspended_reason TEXT,
  locale TEXT CHECK (locale IN ('en', 'zh')),
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE plans (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL,                          -- free, pro, …
  version INTEGER NOT NULL,
  name TEXT NOT NULL,
  price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  included_credits INTEGER CHECK (included_credits >= 0), -- a calendar month; NULL has no end
  rate_limits TEXT NOT NULL DEFAULT '[]',     -- [{name, limit, window_seconds}], shared by the account's keys
  created_at INTEGER NOT NULL,
  UNIQUE (key, version)
) STRICT;

CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  tag TEXT NOT NULL UNIQUE,                   -- the public tag in its keys; names its AccountMeter object
  plan_id TEXT NOT NULL REFERENCES plans (id),
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
  suspended_reason TEXT,
  revision INTEGER NOT NULL DEFAULT 1,        -- grows with every change the meter must know
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX accounts_created ON accounts (created_at);

CREATE TABLE memberships (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  user_id TEXT NOT NULL REFERENCES users (id),
  role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'developer', 'billing', 'viewer')),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_user ON memberships (user_id);

CREATE TABLE sessions (
  id_hash TEXT PRIMARY KEY,                   -- SHA-256 of the token; the token is in the client's hands alone
  kind TEXT NOT NULL CHECK (kind IN ('cookie', 'bearer')),
  user_id TEXT NOT NULL REFERENCES users (id),
  account_id TEXT NOT NULL REFERENCES accounts (id),
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  idle_ms INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  address TEXT,
  agent TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE second_factors (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  kind TEXT NOT NULL CHECK (kind IN ('totp')),
  secret TEXT NOT NULL,                       -- AES-GCM under a key from the environment
  last_step INTEGER,
  confirmed_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX second_factors_user ON second_factors (user_id);

CREATE TABLE passkeys (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  credential_id TEXT NOT NULL UNIQUE,
  public_key TEXT NOT NULL,
  algorithm INTEGER NOT NULL,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX passkeys_user ON passkeys (user_id);

CREATE TABLE recovery_codes (
  code_hash TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX recovery_codes_user ON recovery_codes (user_id);

CREATE TABLE tokens (
  token_hash TEXT PRIMARY KEY,
  purpose TEXT NOT NULL CHECK (purpose IN ('verify', 'reset', 'invite')),
  user_id TEXT REFERENCES users (id),
  account_id TEXT REFERENCES accounts (id),
  email TEXT,
  role TEXT,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE api_keys (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  hash TEXT NOT NULL UNIQUE,                  -- SHA-256 of the key; the key is stored nowhere
  hint TEXT NOT NULL,                         -- sk_…9f3c
  name TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled', 'revoked')),
  scopes TEXT NOT NULL DEFAULT '[]',
  rate_limits TEXT NOT NULL DEFAULT '[]',
  quota TEXT,                                 -- {limit, period}
  expires_at INTEGER,
  created_by TEXT NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  revoked_at INTEGER,
  revision INTEGER NOT NULL                   -- the account's revision at the key's last change
) STRICT;
CREATE INDEX api_keys_account ON api_keys (account_id, revision);

CREATE TABLE meter_pushes (                   -- changes that an object has not yet confirmed
  account_id TEXT PRIMARY KEY REFERENCES accounts (id),
  tag TEXT NOT NULL,
  revision INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE meter_marks (                    -- how far D1 holds each object's log
  account_id TEXT PRIMARY KEY REFERENCES accounts (id),
  seq INTEGER NOT NULL DEFAULT 0,
  flushed_at INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE calls (                          -- settled calls and kept refusals, packed: one row a flush
  account_id TEXT NOT NULL,
  at INTEGER NOT NULL,                        -- when the last of them was written by the object
  seq INTEGER NOT NULL,
  count INTEGER NOT NULL,
  body TEXT NOT NULL,                         -- JSON array of call records, oldest first
  PRIMARY KEY (account_id, at, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE usage_hourly (
  account_id TEXT NOT NULL,
  hour INTEGER NOT NULL,                      -- start of the hour of admission
  key_id TEXT NOT NULL,
  route_id TEXT NOT NULL,
  outcome TEXT NOT NULL,                      -- ok, failed, unknown, or the refusal's code
  calls INTEGER NOT NULL,
  credits INTEGER NOT NULL,
  ms_sum INTEGER NOT NULL,
  ms_histogram TEXT NOT NULL,                 -- counts by bucket as a JSON array, see src/domain/metering/histogram.ts
  PRIMARY KEY (account_id, hour, key_id, route_id, outcome)
) STRICT, WITHOUT ROWID;

CREATE TABLE routes (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  path TEXT NOT NULL,                         -- /v1: the first segments after /api
  upstream_url TEXT NOT NULL,                 -- builtin:demo, or http(s)
  methods TEXT NOT NULL DEFAULT '[]',         -- [] is every method
  credits INTEGER NOT NULL DEFAULT 1 CHECK (credits >= 0),
  scopes TEXT NOT NULL DEFAULT '[]',
  timeout_ms INTEGER NOT NULL DEFAULT 30000,
  max_body_bytes INTEGER NOT NULL DEFAULT 10485760,
  strip_prefix INTEGER NOT NULL DEFAULT 1 CHECK (strip_prefix IN (0, 1)),
  bill_failures INTEGER NOT NULL DEFAULT 0 CHECK (bill_failures IN (0, 1)),
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'removed')),
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX routes_path ON routes (path) WHERE status = 'active';

CREATE TABLE snapshots (                      -- what the gateway reads whole, in one row
  name TEXT PRIMARY KEY CHECK (name IN ('routes')),
  body TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE failed_jobs (
  id TEXT PRIMARY KEY,
  queue TEXT NOT NULL,
  body TEXT NOT NULL,
  error TEXT NOT NULL,
  failed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE audit_events (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  actor_id TEXT,                              -- NULL: the system
  account_id TEXT,
  action TEXT NOT NULL,                       -- account.suspended, key.created, …
  target TEXT NOT NULL,
  detail TEXT NOT NULL DEFAULT '{}',          -- JSON, without secrets
  address TEXT
) STRICT;
CREATE INDEX audit_events_account ON audit_events (account_id, at);
CREATE INDEX audit_events_at ON audit_events (at);
CREATE TRIGGER audit_events_keep BEFORE UPDATE ON audit_events BEGIN SELECT RAISE(ABORT, 'audit events are append-only'); END;
CREATE TRIGGER audit_events_stay BEFORE DELETE ON audit_events BEGIN SELECT RAISE(ABORT, 'audit events are append-only'); END;
