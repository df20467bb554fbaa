-- Before a migration; see views.sql.
DROP VIEW IF EXISTS airflow.airflow_dag, airflow.airflow_taskinstance, airflow.airflow_log, airflow_views.connection;
