-- Credits of a plan by the day, the week or for good, beside those of the month: [{limit, period}].

ALTER TABLE plans ADD COLUMN quotas TEXT NOT NULL DEFAULT '[]';
