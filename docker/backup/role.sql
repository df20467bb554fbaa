-- The role that takes backups: reads everything, changes nothing but databases of its own. Run by psql as a superuser,
-- in main_db; may be repeated. It has no password: it comes in by the server's socket only.
\set ON_ERROR_STOP on

SELECT 'CREATE ROLE backup' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'backup')
\gexec
-- REPLICATION is for pg_basebackup, CREATEDB for the scratch database that a dump is restored into.
ALTER ROLE backup LOGIN REPLICATION CREATEDB PASSWORD NULL;
GRANT pg_read_all_data, pg_read_all_settings TO backup;

SELECT format('GRANT CONNECT ON DATABASE %I TO backup', datname) FROM pg_database WHERE datallowconn
\gexec

-- What pgBackRest calls. PostgreSQL 15 renamed two of them, and functions are granted by database: pgBackRest uses this one.
\connect postgres
SELECT format('GRANT EXECUTE ON FUNCTION %s TO backup', oid::regprocedure) FROM pg_proc
WHERE pronamespace = 'pg_catalog'::regnamespace
  AND proname IN ('pg_backup_start', 'pg_backup_stop', 'pg_switch_wal', 'pg_create_restore_point')
\gexec
\connect main_db

-- The table that monitoring reads, where it is there.
SELECT 'GRANT INSERT ON public.backup_history TO backup' WHERE to_regclass('public.backup_history') IS NOT NULL
\gexec
