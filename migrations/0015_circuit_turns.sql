-- When a circuit opened or closed, for operators. Each isolate has its own circuits; a row is kept for 30 days.
CREATE TABLE circuit_turns (
  id INTEGER PRIMARY KEY,
  route_id TEXT NOT NULL REFERENCES routes (id),
  at INTEGER NOT NULL,
  turned TEXT NOT NULL CHECK (turned IN ('opened', 'closed')),
  colo TEXT NOT NULL                              -- Cloudflare's name of the place; '' where it has none
) STRICT;
CREATE INDEX circuit_turns_route ON circuit_turns (route_id, at);
CREATE INDEX circuit_turns_at ON circuit_turns (at);
