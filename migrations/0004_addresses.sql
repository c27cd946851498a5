-- Addresses that nobody has confirmed yet. `email` stays the one that a user holds. Whoever confirms an address gets it from a
-- user who held it unconfirmed: that one keeps a note of it here, and in `email` a placeholder of their id.

ALTER TABLE users ADD COLUMN pending_email TEXT COLLATE NOCASE;           -- waits for its link; holds nothing

-- What a new password or address ends: the other links of its user.
CREATE INDEX tokens_user ON tokens (user_id, purpose);
CREATE INDEX tokens_expiry ON tokens (expires_at);
