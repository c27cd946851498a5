-- Second factors: sessions that still lack theirs, what passkeys say of themselves, and the challenges that they answer.

ALTER TABLE sessions ADD COLUMN half INTEGER NOT NULL DEFAULT 0 CHECK (half IN (0, 1)); -- 1: the second factor is still to come

ALTER TABLE second_factors ADD COLUMN used_at INTEGER;

ALTER TABLE passkeys ADD COLUMN sign_count INTEGER NOT NULL DEFAULT 0;   -- of the last signature; 0 where it does not count
ALTER TABLE passkeys ADD COLUMN transports TEXT NOT NULL DEFAULT '[]';   -- how browsers reach it, as they said

ALTER TABLE recovery_codes ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;

CREATE TABLE passkey_challenges (               -- read once: whoever deletes the row has it
  challenge_hash TEXT PRIMARY KEY,
  bound_to TEXT NOT NULL,                       -- hash of the cookie that it was given to
  purpose TEXT NOT NULL CHECK (purpose IN ('register', 'factor', 'sign_in', 'renew')),
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX passkey_challenges_bound ON passkey_challenges (bound_to);
CREATE INDEX passkey_challenges_expiry ON passkey_challenges (expires_at);
