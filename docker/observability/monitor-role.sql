-- The role of the exporter: reads statistics and three tables, writes nothing. Run by psql (15 or newer) as a superuser, in
-- main_db, after bootstrap has made enrichment_runs and unmatched_keys; may be repeated.
-- The password comes from psql's environment, where ps does not show it.
\set ON_ERROR_STOP on
\getenv monitor_password MONITOR_DATABASE_PASSWORD
-- It must not stand in the server's log either, whatever that is set to log.
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_min_error_statement = 'panic';
-- What is there already is no news.
SET client_min_messages = 'warning';

SELECT 'CREATE ROLE monitor LOGIN'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'monitor')
\gexec
ALTER ROLE monitor PASSWORD :'monitor_password' CONNECTION LIMIT 5;
-- A look that takes long is worse than none.
ALTER ROLE monitor SET statement_timeout = '5s';
ALTER ROLE monitor SET default_transaction_read_only = on;

GRANT pg_monitor TO monitor;
GRANT CONNECT ON DATABASE main_db TO monitor;

-- Its library is loaded when the server starts: where it was not yet, restart the server once.
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
SELECT 'ALTER SYSTEM SET shared_preload_libraries = ''pg_stat_statements'''
WHERE current_setting('shared_preload_libraries') = ''
\gexec
ALTER SYSTEM SET track_io_timing = on;
SELECT pg_reload_conf() \g /dev/null

\ir backup_history.sql
GRANT SELECT ON public.backup_history, public.enrichment_runs, public.unmatched_keys TO monitor;
