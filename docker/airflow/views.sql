-- Read-only views over Airflow's metastore, for people. They are dropped before a migration (drop_views.sql), which could not
-- change a column under them, and made anew after it. Airflow 3 has neither is_active nor execution_date: they are
-- what the names meant in Airflow 2.
CREATE VIEW airflow.airflow_dag AS
SELECT dag_id,
       NOT is_stale AS is_active,
       is_paused,
       dag_display_name,
       description,
       owners,
       fileloc,
       bundle_name,
       timetable_summary AS schedule,
       max_active_runs,
       has_import_errors,
       last_parsed_time,
       next_dagrun
FROM airflow.dag;

-- A manual run may have no logical date; it then counts from when it could first run.
CREATE VIEW airflow.airflow_taskinstance AS
SELECT instance.dag_id,
       instance.task_id,
       instance.run_id,
       instance.map_index,
       instance.state,
       coalesce(run.logical_date, run.run_after) AS execution_date,
       instance.start_date,
       instance.end_date,
       instance.duration,
       instance.try_number,
       instance.max_tries,
       instance.hostname,
       instance.operator,
       instance.queue,
       run.run_type,
       run.state AS run_state
FROM airflow.task_instance AS instance
JOIN airflow.dag_run AS run USING (dag_id, run_id);

CREATE VIEW airflow.airflow_log AS
SELECT id, dttm, dag_id, task_id, run_id, map_index, try_number, event, owner, logical_date
FROM airflow.log;

-- Without password and extra, which Airflow keeps encrypted and nobody needs here.
CREATE VIEW airflow_views.connection AS
SELECT conn_id, conn_type, description, host, port, schema, login, is_encrypted
FROM airflow.connection;

GRANT SELECT ON airflow.airflow_dag, airflow.airflow_taskinstance, airflow.airflow_log, airflow_views.connection
TO "user";
