-- Of a run with several lookups each one by its name: an array of objects. NULL for one lookup without a name. A table that
-- was made by hand and lacks the column has its runs entered without it.
ALTER TABLE IF EXISTS enrichment_runs ADD COLUMN IF NOT EXISTS lookups JSONB;
