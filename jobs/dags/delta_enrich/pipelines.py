"""The DAG that both demonstrations are: land -> check -> enrich -> verify."""

from datetime import datetime, timedelta

from airflow.sdk import DAG

from delta_enrich.operators import HOME, DeltaEnrichOperator, LakehouseSubmitOperator

# A service that is down for a quarter of an hour is waited for; what an exit code calls final is not tried again.
DEFAULTS = {
    "owner": "delta-enrich",
    "retries": 4,
    "retry_delay": timedelta(minutes=1),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=10),
    "execution_timeout": timedelta(hours=1),
}


def enrichment_dag(dag_id: str, description: str, config: str, raw: str, sample: str, id_column: str, schema: str) -> DAG:
    """A DAG that lands a batch of rows drawn from a sample and enriches the table.

    :param config: settings file below ``conf/``
    :param raw: path of the raw Delta table; the same as ``raw.path`` there
    :param sample: CSV file below ``sample-data/``
    :param id_column: the column with an id of its own in each batch
    :param schema: the raw table's columns, as Spark SQL writes them
    """
    with DAG(
        dag_id,
        description=description,
        schedule="@daily",
        start_date=datetime(2026, 1, 1),
        catchup=False,
        max_active_runs=1,
        dagrun_timeout=timedelta(hours=6),
        default_args=DEFAULTS,
        tags=["delta-enrich"],
    ) as dag:
        land = LakehouseSubmitOperator(
            task_id="land",
            name=f"land {dag_id}",
            application=f"{HOME}/jobs/land.py",
            application_args=[raw, "--sample", f"{HOME}/sample-data/{sample}", "--schema", schema]
            + ["--id", id_column, "--batch", "{{ run_id }}"],
        )
        check = DeltaEnrichOperator(task_id="check", command=["check"], config=config)
        enrich = DeltaEnrichOperator(task_id="enrich", command=["enrich"], config=config)
        verify = DeltaEnrichOperator(task_id="verify", command=["verify"], config=config)
        land >> check >> enrich >> verify
    return dag
