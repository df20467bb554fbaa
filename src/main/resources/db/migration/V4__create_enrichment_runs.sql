-- What runs of the job did, for dashboards and alerts: a batch job has ended before anyone could ask it. The truth about a
-- target is its own log ('runs' reads that); a run that cannot write here goes on without.
CREATE TABLE IF NOT EXISTS enrichment_runs (
    run               TEXT        PRIMARY KEY,
    raw               TEXT        NOT NULL,
    target            TEXT        NOT NULL,
    started           TIMESTAMPTZ NOT NULL,
    ended             TIMESTAMPTZ NOT NULL,
    outcome           TEXT        NOT NULL,
    error_code        TEXT,
    exit_code         INTEGER     NOT NULL,
    raw_version       BIGINT,
    target_version    BIGINT,
    lookup_snapshot   TEXT,
    lookup_rows       BIGINT,
    lookup_kept_since TIMESTAMPTZ,
    rows_made         BIGINT      NOT NULL DEFAULT 0,
    matched           BIGINT      NOT NULL DEFAULT 0,
    null_key          BIGINT      NOT NULL DEFAULT 0,
    unknown_key       BIGINT      NOT NULL DEFAULT 0,
    files_added       INTEGER     NOT NULL DEFAULT 0,
    files_removed     INTEGER     NOT NULL DEFAULT 0,
    files_kept        INTEGER     NOT NULL DEFAULT 0,
    files_spliced     INTEGER     NOT NULL DEFAULT 0,
    files_rewritten   INTEGER     NOT NULL DEFAULT 0,
    bytes_moved       BIGINT      NOT NULL DEFAULT 0,
    phases            JSONB       NOT NULL DEFAULT '{}'
);

CREATE INDEX IF NOT EXISTS enrichment_runs_target_ended ON enrichment_runs (target, ended DESC);
