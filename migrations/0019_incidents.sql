-- Times in which more calls failed than operators put up with. One row each, one of them open at most.
CREATE TABLE incidents (
  id TEXT PRIMARY KEY,
  since INTEGER NOT NULL,                     -- start of the five minutes in which it was noticed
  opened_at INTEGER NOT NULL,                 -- when it was
  calls INTEGER NOT NULL,                     -- admitted in these minutes
  errors INTEGER NOT NULL,                    -- of these, failed and unknown
  high_until INTEGER NOT NULL,                -- end of the last five minutes that were over the limit
  told_at INTEGER,                            -- when the mails were queued
  closed_at INTEGER
) STRICT;
-- Two runs at once open one.
CREATE UNIQUE INDEX incidents_open ON incidents ((closed_at IS NULL)) WHERE closed_at IS NULL;
