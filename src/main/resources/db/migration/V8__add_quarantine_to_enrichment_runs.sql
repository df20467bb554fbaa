-- Rows that a run put into the quarantine, and all rows in the quarantine after the run. NULL for a run without a
-- quarantine. A table that lacks these columns gets its runs without them.
ALTER TABLE IF EXISTS enrichment_runs
    ADD COLUMN IF NOT EXISTS quarantined BIGINT,
    ADD COLUMN IF NOT EXISTS in_quarantine BIGINT;
