-- Mails that were handed on, and the devices that a user signs in from.

-- One row a mail that its transport took: a queue that delivers it again sends it once. Ids sort by time; rows go after a week.
CREATE TABLE sent_mails (
  id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- What the local transport keeps for /dev/mail. Empty outside development.
CREATE TABLE local_mails (
  id TEXT PRIMARY KEY,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  html TEXT,
  text TEXT,
  sent_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE known_devices (
  user_id TEXT NOT NULL REFERENCES users (id),
  device TEXT NOT NULL,                       -- firefox/linux: a browser's version changes each month, a device does not
  first_seen_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, device)
) STRICT, WITHOUT ROWID;
