-- What a user chose for their pages and mails, and an account's end.
ALTER TABLE users ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'UTC';  -- IANA
ALTER TABLE users ADD COLUMN theme TEXT CHECK (theme IN ('system', 'light', 'dark'));  -- NULL: never chosen
ALTER TABLE users ADD COLUMN notifications TEXT NOT NULL DEFAULT '{"newSignIn":true,"usage":true}';
ALTER TABLE accounts ADD COLUMN deletion_due_at INTEGER;  -- when it is erased unless that is taken back; NULL again once it is
ALTER TABLE accounts ADD COLUMN erased_at INTEGER;        -- when its erasing began: from then on there is no way back
CREATE INDEX accounts_deletion ON accounts (deletion_due_at) WHERE deletion_due_at IS NOT NULL;
