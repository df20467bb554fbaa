-- Roles and schemas of main_db. Run by psql (15 or newer) as a superuser, in main_db; may be repeated.
-- Passwords come from psql's environment, where ps does not show them.
\set ON_ERROR_STOP on
\getenv user_password DATABASE_PASSWORD
\getenv airflow_password AIRFLOW_DATABASE_PASSWORD
-- A password must not stand in the server's log, whatever it is set to log.
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_min_error_statement = 'panic';

SELECT format('CREATE ROLE %I LOGIN', name)
FROM unnest(ARRAY['user', 'airflow']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec
ALTER ROLE "user" PASSWORD :'user_password';
ALTER ROLE airflow PASSWORD :'airflow_password';

-- Its owner may make tables in public (since PostgreSQL 15 nobody else may): the reference tables are user's.
ALTER DATABASE main_db OWNER TO "user";
REVOKE ALL ON DATABASE main_db FROM PUBLIC;
GRANT CONNECT ON DATABASE main_db TO airflow;

-- Airflow's tables are its own; people read the views in these two schemas (see views.sql).
CREATE SCHEMA IF NOT EXISTS airflow AUTHORIZATION airflow;
CREATE SCHEMA IF NOT EXISTS airflow_views AUTHORIZATION airflow;
GRANT USAGE ON SCHEMA airflow, airflow_views TO "user";
-- public first: the application's tables are made and found there. airflow_views before airflow: its
-- view connection hides the table of that name.
ALTER ROLE "user" IN DATABASE main_db SET search_path = public, airflow_views, airflow;
ALTER ROLE airflow IN DATABASE main_db SET search_path = airflow;
