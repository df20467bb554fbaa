-- Rows whose key is in the lookup, and which lack a time, or at whose time none of the key's rows is valid. NULL and 0 for a
-- lookup whose rows are always valid. A table that was made by hand and lacks the columns has its runs entered without them.
ALTER TABLE IF EXISTS enrichment_runs
    ADD COLUMN IF NOT EXISTS null_time BIGINT,
    ADD COLUMN IF NOT EXISTS outside_validity BIGINT;
