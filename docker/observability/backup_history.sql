-- What backups were taken: PostgreSQL does not know. Each backup script adds a row when it ends, if this table is there; the
-- exporter reads it. Run by psql in main_db as a superuser; may be repeated.
CREATE TABLE IF NOT EXISTS public.backup_history (
    kind  TEXT        NOT NULL,  -- what was taken, such as full, diff, logical, lakehouse
    ended TIMESTAMPTZ NOT NULL,
    ok    BOOLEAN     NOT NULL,
    bytes BIGINT                 -- what it takes in the repository; null where it failed
);

-- The role of the backup scripts, where it is there (docker/backup/role.sql grants the same, whichever comes second).
SELECT 'GRANT INSERT ON public.backup_history TO backup' WHERE EXISTS (SELECT FROM pg_roles WHERE rolname = 'backup')
\gexec
