"""Operators for delta-enrich's commands, and for other Spark applications on the same data."""

import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk import BaseHook
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException

from delta_enrich.connections import database_environment, store_environment, store_properties

# The folder that has the program, jobs/, conf/ and sample-data/.
HOME = os.environ.get("DELTA_ENRICH_HOME", "/opt/delta-enrich")

# docs/errors.md: someone must change something, or look, before another try can help.
NOT_WORTH_A_RETRY = {2, 3, 4}


class LakehouseSubmitOperator(SparkSubmitOperator):
    """A spark-submit that reaches the object store and PostgreSQL by Airflow's connections.

    Secrets go by the environment of the task's own process, which spark-submit inherits. The operator's env_vars would
    do too, but are a rendered template, which Airflow stores and shows.

    A connection that cannot be followed wholly ends the task at once.

    :param store_conn_id: the object store: keys as login and password, ``endpoint_url`` in extra, if need be
        ``region_name`` and ``aws_session_token``
    :param database_conn_id: PostgreSQL; extra has parameters of the JDBC URL, and ``sslpassword``. Host, schema and
        each parameter win over the worker's ENRICH_LOOKUP_JDBC_URL, which wins over the settings file
    """

    # The settings file, where the application reads one.
    settings: Path | None = None

    def __init__(self, *, store_conn_id: str = "minio", database_conn_id: str = "postgres_main", **kwargs: Any) -> None:
        kwargs.setdefault("conn_id", "spark_default")
        kwargs.setdefault("properties_file", f"{HOME}/conf/spark-defaults.conf")
        super().__init__(**kwargs)
        self.store_conn_id = store_conn_id
        self.database_conn_id = database_conn_id

    def execute(self, context: Any) -> Any:
        # A connection that cannot be had would have the hook fall back to YARN: found here, it is an error by its name.
        BaseHook.get_connection(self._conn_id)
        store = BaseHook.get_connection(self.store_conn_id)
        database = BaseHook.get_connection(self.database_conn_id)
        self.conf = {**store_properties(store), **(self.conf or {})}
        for name, value in {**store_environment(store), **database_environment(database, self.settings)}.items():
            if value:
                os.environ[name] = value
            else:
                os.environ.pop(name, None)
        return super().execute(context)


class DeltaEnrichOperator(LakehouseSubmitOperator):
    """Runs one delta-enrich command and returns its result, the command's JSON, as XCom.

    Exit code 1 fails the task, so that its retries count; 2, 3 and 4 fail it at once; a run that app_configs switched
    off is shown as skipped.

    :param command: the command's words, such as ``["enrich"]``
    :param config: the settings file, below ``conf/`` or an absolute path
    """

    def __init__(self, *, command: list[str], config: str = "enrich.properties", **kwargs: Any) -> None:
        # As for jobs/submit.sh: each line of Spark has a bundle of its own.
        kwargs.setdefault("application", os.environ.get("DELTA_ENRICH_JAR", f"{HOME}/target/delta-enrich-bundle.jar"))
        kwargs.setdefault("java_class", "dev.deltaenrich.Main")
        kwargs.setdefault("name", f"delta-enrich {' '.join(command)}")
        self.settings = Path(HOME, "conf", config)
        super().__init__(application_args=[*command, "--config", str(self.settings)], **kwargs)

    def execute(self, context: Any) -> dict[str, Any]:
        with tempfile.TemporaryDirectory(prefix="delta-enrich-") as folder:
            result_file = Path(folder, "result.json")
            self.application_args = [*self.application_args, "--result-file", str(result_file)]
            try:
                super().execute(context)
            except AirflowException as failure:
                _fail_at_once_if_final(_read(result_file), failure)
                raise
            result = _read(result_file)
        if result.get("outcome") == "switched off":
            raise AirflowSkipException("app_configs has data_ingestion_enabled = false: nothing was done")
        return result


def _fail_at_once_if_final(result: dict[str, Any], failure: AirflowException) -> None:
    if result.get("exit") in NOT_WORTH_A_RETRY:
        raise AirflowFailException(_reason(result)) from failure
    # Words that the program did not take: it wrote no result then.
    if not result and re.search(r"Error code is: [234]\.", str(failure)):
        raise AirflowFailException(str(failure)) from failure


def _reason(result: dict[str, Any]) -> str:
    """One sentence: the program's own, or what a command that looks at something found."""
    if "code" in result:
        return f"{result['code']}: {result['message']}"
    failed = [check for check in result.get("checks", []) if check["status"] == "failed"]
    if failed:
        return "; ".join(f"{check['name']}: {check['detail']}; {check['fix']}" for check in failed)
    return f"{result['command']} ended with exit code {result['exit']}; the log has what it found"


def _read(file: Path) -> dict[str, Any]:
    """Nothing where the program did not come so far as to write a result."""
    return json.loads(file.read_text()) if file.exists() else {}
