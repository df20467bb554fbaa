-- Rows that a run put into the quarantine, and rows that are there after it: fewer than before and those together where rows
-- came back. NULL for a run without a quarantine. A table that lacks the columns has its runs entered without them.
ALTER TABLE IF EXISTS enrichment_runs
    ADD COLUMN IF NOT EXISTS quarantined BIGINT,
    ADD COLUMN IF NOT EXISTS in_quarantine BIGINT;
