"""Dashboard Airflow: do its services live, how do runs and tasks end, is anything queued."""

from grafana_foundation_sdk.builders.dashboard import Dashboard

from panels import THIRD, Query, Step, board, lines, number

JOB = '{job="airflow"}'
RATE = "[$__rate_interval]"
BEATS = [Step(None, "red"), Step(0.01, "green")]


def make() -> Dashboard:
    return board("Airflow", "delta-enrich-airflow", "Scheduler, runs and tasks, by StatsD.", "now-6h", ROWS)


ROWS = {
    "At a glance": [
        number("Scheduler's heartbeats", "ops", f"sum(rate(airflow_scheduler_heartbeat{JOB}{RATE}))",
               "Per second; none: the scheduler is down.", BEATS, span=THIRD),
        number("DAG processor's heartbeats", "ops", f"sum(rate(airflow_dag_processor_heartbeat{JOB}{RATE}))",
               "Per second; none: changes of DAGs are not seen.", BEATS, span=THIRD),
        number("Import errors", "none", f"max(airflow_dag_processing_import_errors{JOB})",
               "DAG files that cannot be read.", [Step(None, "green"), Step(1, "red")], span=THIRD),
    ],
    "Runs and tasks": [
        lines("Tasks that ended", "short",
              Query(f"sum by (dag_id, state) (increase(airflow_ti_finish{JOB}{RATE})) > 0", "{{dag_id}} {{state}}"),
              description="By DAG and state.", span=THIRD, stacked=True),
        lines("Runs take", "s",
              Query(f"sum by (dag_id) (rate(airflow_dagrun_duration_success_sum{JOB}{RATE})) "
                    f"/ sum by (dag_id) (rate(airflow_dagrun_duration_success_count{JOB}{RATE}) > 0)", "{{dag_id}}"),
              Query(f"sum by (dag_id) (rate(airflow_dagrun_duration_failed_sum{JOB}{RATE})) "
                    f"/ sum by (dag_id) (rate(airflow_dagrun_duration_failed_count{JOB}{RATE}) > 0)", "{{dag_id}} failed"),
              description="Mean of the runs that ended.", span=THIRD),
        lines("Executor", "short", Query(f"max(airflow_executor_running_tasks{JOB})", "running"),
              Query(f"max(airflow_executor_queued_tasks{JOB})", "queued"),
              Query(f"max(airflow_executor_open_slots{JOB})", "open slots"),
              description="Queued tasks without open slots: the worker is full, or gone.", span=THIRD),
        lines("Default pool", "short", Query(f'max(airflow_pool_running_slots{{job="airflow", pool_name="default_pool"}})', "running"),
              Query(f'max(airflow_pool_queued_slots{{job="airflow", pool_name="default_pool"}})', "queued"),
              Query(f'max(airflow_pool_open_slots{{job="airflow", pool_name="default_pool"}})', "open"),
              description="Slots.", span=THIRD),
        lines("Delay of runs", "s",
              Query(f"sum by (dag_id) (rate(airflow_dagrun_schedule_delay_sum{JOB}{RATE})) "
                    f"/ sum by (dag_id) (rate(airflow_dagrun_schedule_delay_count{JOB}{RATE}) > 0)", "{{dag_id}}"),
              description="How much later than planned runs start.", span=THIRD),
        lines("Scheduler's loop", "s",
              Query(f"max by (quantile) (airflow_scheduler_scheduler_loop_duration{JOB})", "{{quantile}}"),
              description="How long one round takes, over ten minutes.", span=THIRD),
    ],
}  # fmt: skip
