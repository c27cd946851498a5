-- Every minute asks whose calls an overdue bill keeps out.
CREATE INDEX accounts_payment_required ON accounts (payment_required_at) WHERE payment_required_at IS NOT NULL;
