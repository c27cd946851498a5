-- Grows with each new password: a sign-in that began under an older one opens no session.

ALTER TABLE users ADD COLUMN credentials_version INTEGER NOT NULL DEFAULT 0;
