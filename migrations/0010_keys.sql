-- Keys: what a person notes about them, from where they may be used, what replaces what, and their last admitted call.

ALTER TABLE api_keys ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN environment TEXT NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN allowed_ips TEXT NOT NULL DEFAULT '[]';   -- canonical addresses and CIDR ranges; none: anywhere
ALTER TABLE api_keys ADD COLUMN metadata TEXT NOT NULL DEFAULT '{}';
ALTER TABLE api_keys ADD COLUMN replaces_id TEXT REFERENCES api_keys (id);
ALTER TABLE api_keys ADD COLUMN in_force_at INTEGER;                      -- when the meter confirmed its revocation
ALTER TABLE api_keys ADD COLUMN last_call_at INTEGER;                     -- admission of the newest call that D1 has heard of
ALTER TABLE api_keys ADD COLUMN last_call TEXT;                           -- {id, at, routeId, method, path, address} of it
CREATE INDEX api_keys_replaces ON api_keys (replaces_id) WHERE replaces_id IS NOT NULL;
CREATE INDEX api_keys_unconfirmed ON api_keys (account_id) WHERE status = 'revoked' AND in_force_at IS NULL;
UPDATE api_keys SET in_force_at = revoked_at
WHERE status = 'revoked' AND account_id NOT IN (SELECT account_id FROM meter_pushes);
