-- Operators find a call by its request id, which holds its time, in whichever account. Costs a row more a flush.
CREATE INDEX calls_at ON calls (at);
