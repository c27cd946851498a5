-- What is sold, what is owed and what is paid. Money is whole minor units of an ISO 4217 currency. Months are calendar months in UTC.
ALTER TABLE plans ADD COLUMN overage TEXT;      -- [{from, to, price_minor, per}] on credits beyond the included ones; NULL: calls stop there
ALTER TABLE plans ADD COLUMN max_keys INTEGER CHECK (max_keys > 0);
ALTER TABLE plans ADD COLUMN max_members INTEGER CHECK (max_members > 0);
ALTER TABLE plans ADD COLUMN trial_days INTEGER NOT NULL DEFAULT 0 CHECK (trial_days >= 0);
ALTER TABLE plans ADD COLUMN by_invitation INTEGER NOT NULL DEFAULT 0 CHECK (by_invitation IN (0, 1));
ALTER TABLE plans ADD COLUMN features TEXT NOT NULL DEFAULT '{"en":[],"zh":[]}';
ALTER TABLE plans ADD COLUMN ended_at INTEGER;  -- nobody can choose it any more; whoever has it keeps it

CREATE TABLE plan_invitations (
  plan_key TEXT NOT NULL,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  invited_by TEXT NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (plan_key, account_id)
) STRICT, WITHOUT ROWID;

-- Which plan an account has from when on, until the next phase starts. One that lies ahead can be taken back.
CREATE TABLE plan_phases (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  starts_at INTEGER NOT NULL,
  plan_id TEXT NOT NULL REFERENCES plans (id),
  trial INTEGER NOT NULL DEFAULT 0 CHECK (trial IN (0, 1)), -- free of charge, and calls stop at the included credits
  created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, starts_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX plan_phases_plan ON plan_phases (plan_id);
CREATE INDEX plan_phases_start ON plan_phases (starts_at);

INSERT INTO plan_phases (account_id, starts_at, plan_id, created_at) SELECT id, created_at, plan_id, created_at FROM accounts;

-- Meters that know no phases yet learn of them with their next flush.
UPDATE accounts SET revision = revision + 1;

CREATE TRIGGER accounts_first_phase AFTER INSERT ON accounts BEGIN INSERT INTO plan_phases (account_id, starts_at, plan_id, created_at) VALUES (new.id, new.created_at, new.plan_id, new.created_at); END;

-- A plan that anyone has or had is what they agreed to.
CREATE TRIGGER plans_sold BEFORE UPDATE OF key, version, price_minor, currency, included_credits, rate_limits, quotas, overage, max_keys, max_members, trial_days ON plans WHEN EXISTS (SELECT 1 FROM plan_phases WHERE plan_id = old.id) BEGIN SELECT RAISE(ABORT, 'a plan that was sold does not change'); END;

ALTER TABLE accounts ADD COLUMN payment_required_at INTEGER;       -- since when an overdue bill keeps its calls out
ALTER TABLE accounts ADD COLUMN spending_cap_minor INTEGER CHECK (spending_cap_minor >= 0); -- on overage, a month
ALTER TABLE accounts ADD COLUMN spending_alerts TEXT NOT NULL DEFAULT '[]';                 -- amounts, minor units
ALTER TABLE accounts ADD COLUMN billing_details TEXT;              -- {name, address, tax_id}, as bills print them

-- That an account's month is over: what it used, taken once from its meter when nothing of it was under way.
CREATE TABLE closings (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  period TEXT NOT NULL,                       -- 2026-11
  phases TEXT NOT NULL,                       -- [{starts_at, ends_at, plan_id, trial, credits}]
  digest TEXT NOT NULL,                       -- SHA-256 of what the bill is computed from
  closed_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, period)
) STRICT, WITHOUT ROWID;

CREATE TABLE closing_runs (
  period TEXT PRIMARY KEY,
  started_at INTEGER NOT NULL,
  asked_by TEXT,                              -- an operator; NULL: by itself
  after_account TEXT NOT NULL DEFAULT '',
  queued INTEGER NOT NULL DEFAULT 0,
  queued_at INTEGER,                          -- when the last account was queued
  claimed_until INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE bills (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  period TEXT NOT NULL,
  number INTEGER UNIQUE,                      -- without gaps; NULL: a draft
  status TEXT NOT NULL CHECK (status IN ('draft', 'open', 'paid', 'void', 'uncollectible')),
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  subtotal_minor INTEGER NOT NULL CHECK (subtotal_minor >= 0),
  tax_ppm INTEGER NOT NULL CHECK (tax_ppm >= 0),  -- 190000: 19 %
  tax_minor INTEGER NOT NULL CHECK (tax_minor >= 0),
  total_minor INTEGER NOT NULL CHECK (total_minor = subtotal_minor + tax_minor),
  credited_minor INTEGER NOT NULL DEFAULT 0 CHECK (credited_minor >= 0 AND credited_minor <= total_minor), -- by credit notes
  paid_minor INTEGER NOT NULL DEFAULT 0 CHECK (paid_minor >= 0),                                           -- refunds taken off
  details TEXT,                               -- the account's billing details of then
  digest TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  issued_at INTEGER,
  due_at INTEGER,
  paid_at INTEGER,
  UNIQUE (account_id, period),
  CHECK ((number IS NULL) = (status = 'draft'))
) STRICT;
CREATE INDEX bills_issued ON bills (issued_at);
CREATE INDEX bills_due ON bills (due_at) WHERE status = 'open';

CREATE TABLE bill_lines (
  bill_id TEXT NOT NULL REFERENCES bills (id),
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('base', 'proration', 'overage', 'credit', 'rounding')),
  plan_id TEXT REFERENCES plans (id),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  quantity INTEGER NOT NULL,                  -- of overage: credits; of base and proration: seconds
  detail TEXT NOT NULL,                       -- what the amount is computed from: {price_minor, per, tier} …
  amount_minor INTEGER NOT NULL,              -- less than 0: a credit
  PRIMARY KEY (bill_id, position)
) STRICT, WITHOUT ROWID;

-- What an account has in its favour, in money; taken off its next bills until it is used up.
CREATE TABLE account_credits (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  kind TEXT NOT NULL CHECK (kind IN ('late_refund', 'goodwill')),
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  used_minor INTEGER NOT NULL DEFAULT 0 CHECK (used_minor >= 0 AND used_minor <= amount_minor),
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  reason TEXT NOT NULL,
  given_by TEXT NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX account_credits_account ON account_credits (account_id);

-- Calls whose credits are given back after they had ended: once each.
CREATE TABLE call_refunds (
  request_id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  period TEXT NOT NULL,                       -- that of its admission
  phase INTEGER NOT NULL,                     -- starts_at of the phase that it was charged in
  credits INTEGER NOT NULL CHECK (credits > 0),
  reason TEXT NOT NULL,
  given_by TEXT NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  bill_id TEXT REFERENCES bills (id)          -- which bill took it into account
) STRICT, WITHOUT ROWID;
CREATE INDEX call_refunds_account ON call_refunds (account_id, bill_id);

CREATE TABLE credit_notes (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,             -- without gaps
  bill_id TEXT NOT NULL REFERENCES bills (id),
  account_id TEXT NOT NULL REFERENCES accounts (id),
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  reason TEXT NOT NULL,
  issued_by TEXT NOT NULL REFERENCES users (id),
  issued_at INTEGER NOT NULL
) STRICT;
CREATE INDEX credit_notes_bill ON credit_notes (bill_id);

CREATE TABLE payments (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  bill_id TEXT NOT NULL REFERENCES bills (id),
  method TEXT NOT NULL CHECK (method IN ('card', 'bank_transfer', 'manual')),
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  refunded_minor INTEGER NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0 AND refunded_minor <= amount_minor),
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  reference TEXT UNIQUE,                      -- the provider's, or the voucher's id: one payment each
  note TEXT,
  recorded_by TEXT REFERENCES users (id),     -- NULL: by the provider
  paid_at INTEGER NOT NULL
) STRICT;
CREATE INDEX payments_bill ON payments (bill_id);
CREATE INDEX payments_account ON payments (account_id);

CREATE TABLE refunds (
  id TEXT PRIMARY KEY,
  payment_id TEXT NOT NULL REFERENCES payments (id),
  account_id TEXT NOT NULL REFERENCES accounts (id),
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  status TEXT NOT NULL CHECK (status IN ('pending', 'done', 'failed')),
  reference TEXT UNIQUE,
  reason TEXT NOT NULL,
  asked_by TEXT REFERENCES users (id),
  created_at INTEGER NOT NULL,
  done_at INTEGER
) STRICT;
CREATE INDEX refunds_payment ON refunds (payment_id);

CREATE TABLE vouchers (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  bill_id TEXT NOT NULL REFERENCES bills (id),
  object TEXT NOT NULL,                       -- in R2
  type TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  digest TEXT NOT NULL,                       -- SHA-256 of the file
  state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'refused')),
  reason TEXT,
  uploaded_by TEXT NOT NULL REFERENCES users (id),
  uploaded_at INTEGER NOT NULL,
  reviewed_by TEXT REFERENCES users (id),
  reviewed_at INTEGER
) STRICT;
CREATE INDEX vouchers_bill ON vouchers (bill_id);
CREATE INDEX vouchers_pending ON vouchers (uploaded_at) WHERE state = 'pending';

-- Ways out to the payment provider that were opened: what comes back must match one.
CREATE TABLE checkouts (
  id TEXT PRIMARY KEY,                        -- the provider's
  account_id TEXT NOT NULL REFERENCES accounts (id),
  bill_id TEXT NOT NULL REFERENCES bills (id),
  amount_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  opened_by TEXT NOT NULL REFERENCES users (id),
  opened_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX checkouts_bill ON checkouts (bill_id);

CREATE TABLE stripe_events (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  outcome TEXT NOT NULL                       -- what was done, or why nothing was
) STRICT, WITHOUT ROWID;

-- What an account's people are told about a bill, once each: ready, paid, overdue/7 …
CREATE TABLE bill_notices (
  bill_id TEXT NOT NULL REFERENCES bills (id),
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  told_at INTEGER,
  PRIMARY KEY (bill_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX bill_notices_untold ON bill_notices (at) WHERE told_at IS NULL;

-- That a month's overage has reached an amount that the account chose.
CREATE TABLE spending_notices (
  account_id TEXT NOT NULL,
  period TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  at INTEGER NOT NULL,
  told_at INTEGER,
  PRIMARY KEY (account_id, period, amount_minor)
) STRICT, WITHOUT ROWID;
CREATE INDEX spending_notices_untold ON spending_notices (at) WHERE told_at IS NULL;

-- Writes that a client may repeat, and what they answered.
CREATE TABLE idempotency_keys (
  owner TEXT NOT NULL,                        -- whose: an account, or an operator
  route TEXT NOT NULL,                        -- method and path
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,                  -- SHA-256 of the body
  created_at INTEGER NOT NULL,
  status INTEGER,                             -- NULL: under way
  answer TEXT,
  PRIMARY KEY (owner, route, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
