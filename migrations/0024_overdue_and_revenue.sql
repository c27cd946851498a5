-- Every minute asks whose calls an overdue bill keeps out.
CREATE INDEX accounts_payment_required ON accounts (payment_required_at) WHERE payment_required_at IS NOT NULL;
-- What was paid in a month, of all accounts.
CREATE INDEX payments_paid ON payments (paid_at);
