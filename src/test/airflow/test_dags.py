"""The DAGs and their operators with the locked Airflow; no service is running."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException

from conftest import DATABASE_PASSWORD, ROOT, STORE_PASSWORD
from delta_enrich.operators import DeltaEnrichOperator
from processes import wait_until

CONNECTIONS = {
    "spark_default": {"conn_type": "spark", "host": "local[2]"},
    "minio": {"conn_type": "aws", "login": "key", "password": STORE_PASSWORD, "extra": {"endpoint_url": "http://store:9000"}},
    "postgres_main": {
        "conn_type": "postgres", "host": "db", "port": 5432, "schema": "main_db", "login": "user", "password": DATABASE_PASSWORD,
        "extra": {"sslmode": "verify-full"},
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def connections(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, connection in CONNECTIONS.items():
        monkeypatch.setenv(f"AIRFLOW_CONN_{name.upper()}", json.dumps(connection))


@pytest.fixture
def spark_submit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A spark-submit that notes its words and environment, writes the result it is told and ends as it is told."""
    script = tmp_path / "spark-submit"
    script.write_text(
        "#!/usr/bin/env bash\n"
        f'printf "%s\\n" "$@" > {tmp_path}/words; env > {tmp_path}/environment\n'
        f"[[ ! -f {tmp_path}/sleep ]] || exec sleep 300\n"
        'while [[ $# -gt 1 ]]; do [[ "$1" != --result-file ]] || target="$2"; shift; done\n'
        f'[[ ! -f {tmp_path}/result ]] || cp {tmp_path}/result "$target"\n'
        f"exit $(cat {tmp_path}/exit)\n"
    )
    script.chmod(0o755)
    (tmp_path / "exit").write_text("0")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    # What execute() puts there is taken back.
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "ENRICH_LOOKUP_JDBC_URL", "ENRICH_LOOKUP_JDBC_USER"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("ENRICH_LOOKUP_JDBC_PASSWORD", "")
    return tmp_path


def ends(folder: Path, code: int, result: dict | None) -> None:
    (folder / "exit").write_text(str(code))
    if result is not None:
        (folder / "result").write_text(json.dumps(result))


def enrich() -> DeltaEnrichOperator:
    return DeltaEnrichOperator(task_id="enrich", command=["enrich"])


@pytest.fixture(scope="module")
def dags() -> DagBag:
    return DagBag(dag_folder=str(ROOT / "jobs/dags"))


def test_dags_load_without_errors(dags: DagBag) -> None:
    assert dags.import_errors == {}
    assert set(dags.dags) == {"financial_ingestion_dag", "insurance_transformation_dag"}


@pytest.mark.parametrize("name", ["financial_ingestion_dag", "insurance_transformation_dag"])
def test_dag_lands_checks_enriches_and_verifies_one_run_at_a_time(dags: DagBag, name: str) -> None:
    dag = dags.dags[name]

    assert [task.task_id for task in dag.topological_sort()] == ["land", "check", "enrich", "verify"]
    assert dag.max_active_runs == 1
    assert dag.catchup is False
    for task in dag.tasks:
        assert task.retries == 4
        assert task.retry_exponential_backoff == 2.0
        assert task.execution_timeout.total_seconds() == 3600


@pytest.mark.parametrize(
    ("name", "settings"),
    [("financial_ingestion_dag", "enrich.properties"), ("insurance_transformation_dag", "insurance.properties")],
)
def test_dag_lands_where_its_settings_read(dags: DagBag, name: str, settings: str) -> None:
    land = dags.dags[name].get_task("land")
    lines = (ROOT / "conf" / settings).read_text().splitlines()
    assert f"raw.path={land.application_args[0]}" in lines


def test_loading_the_dags_reaches_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*address: object) -> None:
        raise AssertionError(f"connects to {address}")

    for module in [name for name in sys.modules if name.startswith("delta_enrich")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(subprocess, "Popen", refuse)
    assert DagBag(dag_folder=str(ROOT / "jobs/dags")).import_errors == {}


def test_returns_the_result_of_the_command(spark_submit: Path) -> None:
    ends(spark_submit, 0, {"command": "enrich", "exit": 0, "outcome": "committed", "rows": 7})
    assert enrich().execute({})["rows"] == 7


def test_tries_again_what_may_work_when_tried_again(spark_submit: Path) -> None:
    ends(spark_submit, 1, {"exit": 1, "code": "STORE_UNREACHABLE", "message": "Cannot reach it"})
    with pytest.raises(AirflowException) as failure:
        enrich().execute({})
    assert not isinstance(failure.value, AirflowFailException)


def test_tries_again_a_spark_submit_that_died_before_it_could_say_why(spark_submit: Path) -> None:
    ends(spark_submit, 137, None)
    with pytest.raises(AirflowException, match="137") as failure:
        enrich().execute({})
    assert not isinstance(failure.value, AirflowFailException)


def test_fails_at_once_where_the_program_does_not_take_its_words(spark_submit: Path) -> None:
    ends(spark_submit, 2, None)
    with pytest.raises(AirflowFailException, match="Error code is: 2"):
        enrich().execute({})


@pytest.mark.parametrize("code", [2, 3, 4])
def test_fails_at_once_with_the_program_s_own_sentence(spark_submit: Path, code: int) -> None:
    ends(spark_submit, code, {"exit": code, "code": "MATCH_RATE", "message": "Cannot commit: 0.4 is below 0.9"})
    with pytest.raises(AirflowFailException, match="^MATCH_RATE: Cannot commit: 0.4 is below 0.9$"):
        enrich().execute({})


def test_names_the_checks_that_failed(spark_submit: Path) -> None:
    checks = [
        {"name": "Java", "status": "ok", "detail": "17.0.15", "fix": None},
        {"name": "raw table", "status": "failed", "detail": "there is nothing at s3a://raw", "fix": "change raw.path"},
    ]
    ends(spark_submit, 2, {"command": "check", "exit": 2, "checks": checks})
    with pytest.raises(AirflowFailException, match="^raw table: there is nothing at s3a://raw; change raw.path$"):
        enrich().execute({})


def test_points_to_the_log_where_a_result_has_no_sentence(spark_submit: Path) -> None:
    ends(spark_submit, 3, {"command": "verify", "exit": 3, "verified": False})
    with pytest.raises(AirflowFailException, match="^verify ended with exit code 3; the log has what it found$"):
        enrich().execute({})


def test_shows_a_run_that_is_switched_off_as_skipped(spark_submit: Path) -> None:
    ends(spark_submit, 0, {"command": "enrich", "exit": 0, "outcome": "switched off"})
    with pytest.raises(AirflowSkipException, match="data_ingestion_enabled"):
        enrich().execute({})


def test_passes_secrets_by_the_environment_only(spark_submit: Path) -> None:
    ends(spark_submit, 0, {"outcome": "committed"})
    operator = enrich()
    operator.execute({})

    environment = (spark_submit / "environment").read_text()
    assert f"AWS_SECRET_ACCESS_KEY={STORE_PASSWORD}\n" in environment
    assert f"ENRICH_LOOKUP_JDBC_PASSWORD={DATABASE_PASSWORD}\n" in environment
    assert "ENRICH_LOOKUP_JDBC_URL=jdbc:postgresql://db:5432/main_db?sslmode=verify-full\n" in environment
    words = (spark_submit / "words").read_text()
    assert "spark.hadoop.fs.s3a.endpoint=http://store:9000" in words
    rendered = " ".join(str(getattr(operator, field)) for field in operator.template_fields)
    for secret in (STORE_PASSWORD, DATABASE_PASSWORD):
        assert secret not in words
        assert secret not in rendered


def test_names_the_connection_that_is_missing(spark_submit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AIRFLOW_CONN_SPARK_DEFAULT")
    with pytest.raises(Exception, match="spark_default"):
        enrich().execute({})
    assert not (spark_submit / "words").exists()


def test_kills_spark_submit_when_the_task_is_killed(spark_submit: Path) -> None:
    (spark_submit / "sleep").touch()
    operator = enrich()
    failures: list[BaseException] = []

    def run() -> None:
        try:
            operator.execute({})
        except BaseException as e:  # noqa: BLE001 - whatever it is, it is looked at below
            failures.append(e)

    task = threading.Thread(target=run)
    task.start()
    wait_until("spark-submit", (spark_submit / "words").exists, 30, 0.1)
    time.sleep(0.5)
    operator.on_kill()
    task.join(10)

    assert not task.is_alive()
    assert isinstance(failures[0], AirflowException)
