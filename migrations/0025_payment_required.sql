-- After how many days overdue a bill kept its calls out: a payment lets them pass when no bill is that overdue any more.
ALTER TABLE accounts ADD COLUMN payment_required_days INTEGER;
