-- A request id holds its time, and its call stands in a row of the next two minutes. One that was written later stands here,
-- so that it is found however much came between. Costs two rows a call, of such calls alone.
CREATE TABLE late_calls (
  request_id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  at INTEGER NOT NULL,                        -- with account_id and seq: the row of calls
  seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX late_calls_account ON late_calls (account_id);

-- An id is made up to ten seconds before its call is decided.
INSERT INTO late_calls (request_id, account_id, at, seq)
SELECT j.value ->> 'id', c.account_id, c.at, c.seq FROM calls c, json_each(c.body) j
WHERE c.at - (j.value ->> 'at') > 110000
ON CONFLICT DO NOTHING;
