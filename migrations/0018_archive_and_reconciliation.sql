-- Where an account's archived calls stand: one gzip member of an object in R2, by the UTC day on which its packs were written.
CREATE TABLE call_archives (
  account_id TEXT NOT NULL,
  day INTEGER NOT NULL,                       -- start of the UTC day, ms
  object TEXT NOT NULL,                       -- key in R2
  start INTEGER NOT NULL,                     -- of its bytes
  length INTEGER NOT NULL,
  count INTEGER NOT NULL,
  sums TEXT NOT NULL,                         -- JSON: calls and credits by UTC day of admission and outcome
  archived_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, day, object)
) STRICT, WITHOUT ROWID;
CREATE INDEX call_archives_object ON call_archives (object);

-- Every object of the archive, from before it is written until after it is gone: none is there that nobody knows of. Only one
-- that is kept is ever read; the others are removed.
CREATE TABLE archive_objects (
  object TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('writing', 'kept', 'dropped')),
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX archive_objects_left ON archive_objects (state, at) WHERE state <> 'kept';

-- Runs of the reconciler over all accounts, in the order of their ids. One is under way at a time.
CREATE TABLE reconciliations (
  id TEXT PRIMARY KEY,
  since INTEGER NOT NULL,                     -- what is older is not compared
  started_at INTEGER NOT NULL,
  finished_at INTEGER,
  after_account TEXT NOT NULL DEFAULT '',     -- the last account that was compared
  accounts INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,         -- moved all the time, or could not be asked
  differences INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX reconciliations_open ON reconciliations ((1)) WHERE finished_at IS NULL;

-- What the last comparison of each account found.
CREATE TABLE differences (
  account_id TEXT NOT NULL,
  code TEXT NOT NULL,
  subject TEXT NOT NULL,
  key_id TEXT,
  period TEXT,
  expected INTEGER NOT NULL,
  found INTEGER NOT NULL,
  since INTEGER NOT NULL,                     -- from when on the run compared that saw it last
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, code, subject)
) STRICT, WITHOUT ROWID;
