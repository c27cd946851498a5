-- Who works on a run holds it until then; and how often the account behind after_account was begun without a result.
ALTER TABLE reconciliations ADD COLUMN claimed_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reconciliations ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;
