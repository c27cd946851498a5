-- A mail that is being sent is claimed, so that two deliveries at once send it once. NULL: it was sent.

ALTER TABLE sent_mails ADD COLUMN claimed_until INTEGER;
