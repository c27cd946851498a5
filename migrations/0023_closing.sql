-- What the tax was called when the bill was issued.
ALTER TABLE bills ADD COLUMN tax_name TEXT NOT NULL DEFAULT 'VAT';

-- Months of before bills existed are closed only when an operator asks.
INSERT INTO closing_runs (period, started_at, queued_at)
SELECT strftime('%Y-%m', 'now', 'start of month', '-1 month'), unixepoch() * 1000, unixepoch() * 1000
WHERE EXISTS (SELECT 1 FROM accounts);

CREATE INDEX closings_period ON closings (period);
CREATE INDEX bills_period ON bills (period);
