-- Which keys the lookup lacks, for dashboards and alerts: the most frequent unknown keys among the rows that a run of the job
-- made. lookup is '' for a lookup without a name. A run that cannot write here goes on without; 'unmatched' tells all keys.
CREATE TABLE IF NOT EXISTS unmatched_keys (
    run    TEXT        NOT NULL,
    target TEXT        NOT NULL,
    lookup TEXT        NOT NULL,
    key    TEXT        NOT NULL,
    rows   BIGINT      NOT NULL,
    ended  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (run, lookup, key)
);

CREATE INDEX IF NOT EXISTS unmatched_keys_target_ended ON unmatched_keys (target, ended DESC);
