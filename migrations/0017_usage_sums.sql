-- Sums beside the hourly ones, written by the same flush. Days, so that a long range reads few rows; an account's hours over all
-- its keys and routes, so that a chart in any time zone does; and the service's minutes, which tell when many calls fail.
CREATE TABLE usage_daily (
  account_id TEXT NOT NULL,
  day INTEGER NOT NULL,                       -- start of the UTC day of admission
  key_id TEXT NOT NULL,
  route_id TEXT NOT NULL,
  outcome TEXT NOT NULL,
  calls INTEGER NOT NULL,
  credits INTEGER NOT NULL,
  ms_sum INTEGER NOT NULL,
  ms_histogram TEXT NOT NULL,
  PRIMARY KEY (account_id, day, key_id, route_id, outcome)
) STRICT, WITHOUT ROWID;

CREATE TABLE usage_totals (
  account_id TEXT NOT NULL,
  hour INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  calls INTEGER NOT NULL,
  credits INTEGER NOT NULL,
  ms_sum INTEGER NOT NULL,
  ms_histogram TEXT NOT NULL,
  PRIMARY KEY (account_id, hour, outcome)
) STRICT, WITHOUT ROWID;

CREATE TABLE service_minutes (
  minute INTEGER PRIMARY KEY,                 -- start of the UTC minute of admission
  calls INTEGER NOT NULL,                     -- admitted, of all accounts
  errors INTEGER NOT NULL                     -- of these, failed and unknown
) STRICT;

-- What an account's people are told: that so much of a period's credits is used. Once a period, quota and share.
CREATE TABLE quota_notices (
  account_id TEXT NOT NULL,
  period TEXT NOT NULL,                       -- 2026-11
  quota INTEGER NOT NULL,                     -- credits; a plan with others is told of anew
  share INTEGER NOT NULL CHECK (share IN (80, 100)),
  used INTEGER NOT NULL,
  at INTEGER NOT NULL,
  told_at INTEGER,                            -- when the mails were queued
  PRIMARY KEY (account_id, period, quota, share)
) STRICT, WITHOUT ROWID;
CREATE INDEX quota_notices_untold ON quota_notices (at) WHERE told_at IS NULL;

INSERT INTO usage_daily (account_id, day, key_id, route_id, outcome, calls, credits, ms_sum, ms_histogram)
SELECT account_id, hour - hour % 86400000 AS day, key_id, route_id, outcome, sum(calls), sum(credits), sum(ms_sum),
  json_array(
    sum(ms_histogram ->> 0), sum(ms_histogram ->> 1), sum(ms_histogram ->> 2), sum(ms_histogram ->> 3),
    sum(ms_histogram ->> 4), sum(ms_histogram ->> 5), sum(ms_histogram ->> 6), sum(ms_histogram ->> 7),
    sum(ms_histogram ->> 8), sum(ms_histogram ->> 9), sum(ms_histogram ->> 10), sum(ms_histogram ->> 11),
    sum(ms_histogram ->> 12), sum(ms_histogram ->> 13), sum(ms_histogram ->> 14), sum(ms_histogram ->> 15)
  )
FROM usage_hourly GROUP BY account_id, day, key_id, route_id, outcome;

INSERT INTO usage_totals (account_id, hour, outcome, calls, credits, ms_sum, ms_histogram)
SELECT account_id, hour, outcome, sum(calls), sum(credits), sum(ms_sum),
  json_array(
    sum(ms_histogram ->> 0), sum(ms_histogram ->> 1), sum(ms_histogram ->> 2), sum(ms_histogram ->> 3),
    sum(ms_histogram ->> 4), sum(ms_histogram ->> 5), sum(ms_histogram ->> 6), sum(ms_histogram ->> 7),
    sum(ms_histogram ->> 8), sum(ms_histogram ->> 9), sum(ms_histogram ->> 10), sum(ms_histogram ->> 11),
    sum(ms_histogram ->> 12), sum(ms_histogram ->> 13), sum(ms_histogram ->> 14), sum(ms_histogram ->> 15)
  )
FROM usage_hourly GROUP BY account_id, hour, outcome;
