-- Invitations in a list: a name that opens nothing, and who invited. NULL for tokens of other purposes.

ALTER TABLE tokens ADD COLUMN id TEXT;                                    -- inv_…
ALTER TABLE tokens ADD COLUMN created_by TEXT REFERENCES users (id);
CREATE UNIQUE INDEX tokens_id ON tokens (id) WHERE id IS NOT NULL;
CREATE INDEX tokens_account ON tokens (account_id) WHERE account_id IS NOT NULL;
