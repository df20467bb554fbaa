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
    monkeypatch.setenv("AWS_SESSION_TOKEN", "the-worker-s-own")
    for name in ("ENRICH_LOOKUP_JDBC_PASSWORD", "ENRICH_LOOKUP_JDBC_KEY_PASSWORD"):
        monkeypatch.setenv(name, "")
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


def test_takes_the_bundle_of_another_line_of_spark_from_the_environment(
    spark_submit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends(spark_submit, 0, {"outcome": "committed"})
    enrich().execute({})
    assert f"{ROOT}/target/delta-enrich-bundle.jar\n" in (spark_submit / "words").read_text()

    monkeypatch.setenv("DELTA_ENRICH_JAR", "/opt/delta-enrich-bundle_spark4.1.jar")
    enrich().execute({})
    assert "/opt/delta-enrich-bundle_spark4.1.jar\n" in (spark_submit / "words").read_text()


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


def submit(folder: Path, monkeypatch: pytest.MonkeyPatch, connection: str, **fields: object) -> tuple[dict[str, str], str]:
    """What spark-submit gets, its environment and its words, of a connection with other fields."""
    changed = {name: value for name, value in {**CONNECTIONS[connection], **fields}.items() if value is not None}
    monkeypatch.setenv(f"AIRFLOW_CONN_{connection.upper()}", json.dumps(changed))
    ends(folder, 0, {"outcome": "committed"})
    enrich().execute({})
    lines = (folder / "environment").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line), (folder / "words").read_text()


@pytest.mark.parametrize(
    ("fields", "keys"),
    [
        ({}, ("key", STORE_PASSWORD, None)),
        ({"extra": {"aws_session_token": "t0k=n"}}, ("key", STORE_PASSWORD, "t0k=n")),
        (
            {"login": None, "password": None}
            | {"extra": {"aws_access_key_id": "other", "aws_secret_access_key": "s", "aws_session_token": "t"}},
            ("other", "s", "t"),
        ),
        ({"login": None, "password": None}, ("", "", "the-worker-s-own")),
    ],
)
def test_takes_all_keys_from_one_place(spark_submit: Path, monkeypatch: pytest.MonkeyPatch, fields: dict, keys: tuple) -> None:
    environment, words = submit(spark_submit, monkeypatch, "minio", **fields)
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    assert tuple(environment.get(name) for name in names) == keys
    assert "aws_session_token" not in words


@pytest.mark.parametrize(
    "extra",
    [
        {"verify": True},
        {"config_kwargs": {"signature_version": "s3v4"}},
        {"verify": None, "session_kwargs": None, "service_config": None},
    ],
)
def test_takes_extra_that_says_what_spark_does_anyway(
    spark_submit: Path, monkeypatch: pytest.MonkeyPatch, extra: dict
) -> None:
    environment, _ = submit(spark_submit, monkeypatch, "minio", extra=extra)
    assert environment["AWS_ACCESS_KEY_ID"] == "key"


@pytest.mark.parametrize(
    ("fields", "endpoint"),
    [
        ({"extra": {"endpoint_url": "https://[::1]:9000"}}, "https://[::1]:9000"),
        ({"extra": {"service_config": {"s3": {"endpoint_url": "http://s3:1"}}, "endpoint_url": "http://all:2"}}, "http://s3:1"),
        ({"extra": {"host": "http://old-way:9000"}}, "http://old-way:9000"),
        ({"extra": {}, "host": "store", "port": 9000}, "http://store:9000"),
        ({"extra": {}, "host": "fd00::1", "port": 9000, "schema": "https"}, "https://[fd00::1]:9000"),
        ({"extra": {}, "host": "https://store:9443"}, "https://store:9443"),
    ],
)
def test_finds_the_store_where_its_connection_says(
    spark_submit: Path, monkeypatch: pytest.MonkeyPatch, fields: dict, endpoint: str
) -> None:
    _, words = submit(spark_submit, monkeypatch, "minio", **fields)
    assert f"spark.hadoop.fs.s3a.endpoint={endpoint}\n" in words


def test_passes_the_region_on(spark_submit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, words = submit(spark_submit, monkeypatch, "minio", extra={"region_name": "eu-west-1"})
    assert "spark.hadoop.fs.s3a.endpoint.region=eu-west-1\n" in words
    assert "spark.hadoop.fs.s3a.endpoint=" not in words


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"extra": {"endpoint_url": "http://key:hush@store:9000"}}, "its endpoint carries a user and password"),
        ({"extra": {}, "host": "http://key:hush@store"}, "its endpoint carries a user and password"),
        ({"extra": {"endpoint_url": "http://store?secret=hush"}}, "its endpoint carries a user and password"),
        ({"extra": {"role_arn": "arn:hush"}}, "its extra has role_arn, which Spark does not follow; give it keys"),
        ({"extra": {"session_kwargs": {"profile_name": "hush"}}}, "its extra has profile_name, which"),
        ({"extra": {"session_kwargs": {"region_name": "hush"}}}, "its extra has session_kwargs, which Spark does not"),
        ({"extra": {"verify": False}}, "its extra has verify, which Spark does not follow; take it out"),
        ({"extra": {"verify": "/certs/hush.pem"}}, "its extra has verify, which"),
        ({"extra": {"config_kwargs": {"signature_version": "hush"}}}, "its extra has config_kwargs, which"),
        ({"password": None}, "it has an access key or a secret key or a session token alone"),
        ({"login": None, "password": None, "extra": {"aws_session_token": "hush"}}, "a session token alone"),
    ],
)
def test_refuses_a_store_s_connection_that_it_cannot_follow(
    spark_submit: Path, monkeypatch: pytest.MonkeyPatch, fields: dict, why: str
) -> None:
    with pytest.raises(AirflowFailException, match=f"^Cannot use the connection minio: .*{why}") as failure:
        submit(spark_submit, monkeypatch, "minio", **fields)
    assert "hush" not in str(failure.value)
    assert not (spark_submit / "words").exists()


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ({"host": "::1", "port": 6432}, "//[::1]:6432/main_db?sslmode=verify-full"),
        ({"host": "[fd00::1]", "port": None}, "//[fd00::1]:5432/main_db?sslmode=verify-full"),
        ({"host": "one,two:5433", "port": 6432}, "//one:6432,two:5433/main_db?sslmode=verify-full"),
        ({"schema": "a b/c?d%+&"}, "//db:5432/a%20b%2Fc%3Fd%25%2B%26?sslmode=verify-full"),
        ({"schema": None}, "//db:5432/main_db?sslmode=verify-full"),
        ({"schema": None, "host": None}, "//postgres:5432/main_db?sslmode=verify-full"),
        ({"host": None, "schema": "other"}, "//postgres:5432/other?sslmode=verify-full"),
        (
            {"extra": {"sslrootcert": "/certs/my ca.pem", "tcpKeepAlive": True, "connectTimeout": 5, "options": None}},
            "//db:5432/main_db?sslrootcert=%2Fcerts%2Fmy+ca.pem&tcpKeepAlive=true&connectTimeout=5",
        ),
        ({"extra": {}}, "//db:5432/main_db"),
    ],
)
def test_drops_nothing_of_the_database_s_connection(
    spark_submit: Path, monkeypatch: pytest.MonkeyPatch, fields: dict, url: str
) -> None:
    environment, _ = submit(spark_submit, monkeypatch, "postgres_main", **fields)
    assert environment["ENRICH_LOOKUP_JDBC_URL"] == f"jdbc:postgresql:{url}"


def test_adds_to_the_settings_file_s_url(spark_submit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = spark_submit / "mine.properties"
    settings.write_text("lookup.jdbc.url = jdbc\\:postgresql\\://far:6432/ref%20data?sslmode=require&ssl=true\n")
    fields = {**CONNECTIONS["postgres_main"], "login": "a%b@c", "host": "", "schema": ""}
    monkeypatch.setenv("AIRFLOW_CONN_POSTGRES_MAIN", json.dumps(fields))
    ends(spark_submit, 0, {"outcome": "committed"})
    DeltaEnrichOperator(task_id="enrich", command=["enrich"], config=str(settings)).execute({})

    environment = (spark_submit / "environment").read_text()
    assert "ENRICH_LOOKUP_JDBC_URL=jdbc:postgresql://far:6432/ref%20data?sslmode=verify-full&ssl=true\n" in environment
    assert "ENRICH_LOOKUP_JDBC_USER=a%b@c\n" in environment


def test_adds_to_the_worker_s_url_before_the_settings_file_s(
    spark_submit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENRICH_LOOKUP_JDBC_URL", "jdbc:postgresql://worker:6432/own?ssl=true")
    extra = {"sslmode": "require"}
    environment, _ = submit(spark_submit, monkeypatch, "postgres_main", host=None, schema=None, extra=extra)
    assert environment["ENRICH_LOOKUP_JDBC_URL"] == "jdbc:postgresql://worker:6432/own?ssl=true&sslmode=require"


def test_a_login_never_goes_with_the_worker_s_password(spark_submit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENRICH_LOOKUP_JDBC_PASSWORD", "the-worker-s-own")
    environment, _ = submit(spark_submit, monkeypatch, "postgres_main", password=None)
    assert environment["ENRICH_LOOKUP_JDBC_USER"] == "user"
    assert "ENRICH_LOOKUP_JDBC_PASSWORD" not in environment
    monkeypatch.setenv("ENRICH_LOOKUP_JDBC_PASSWORD", "the-worker-s-own")
    environment, _ = submit(spark_submit, monkeypatch, "postgres_main", login=None, password=None)
    assert environment["ENRICH_LOOKUP_JDBC_PASSWORD"] == "the-worker-s-own"


def test_the_client_key_s_passphrase_goes_by_the_environment(spark_submit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extra = {"sslkey": "/certs/key.p12", "sslpassword": "hush"}
    environment, words = submit(spark_submit, monkeypatch, "postgres_main", extra=extra)
    assert environment["ENRICH_LOOKUP_JDBC_KEY_PASSWORD"] == "hush"
    assert environment["ENRICH_LOOKUP_JDBC_URL"] == "jdbc:postgresql://db:5432/main_db?sslkey=%2Fcerts%2Fkey.p12"
    assert "hush" not in words


def test_leaves_the_url_to_the_settings_file_where_the_connection_has_nothing_of_it(
    spark_submit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment, _ = submit(spark_submit, monkeypatch, "postgres_main", host=None, schema=None, extra={}, login=None)
    assert environment["ENRICH_LOOKUP_JDBC_URL"] == ""
    assert environment["ENRICH_LOOKUP_JDBC_USER"] == ""
    assert environment["ENRICH_LOOKUP_JDBC_PASSWORD"] == DATABASE_PASSWORD


@pytest.mark.parametrize(
    ("extra", "why"),
    [
        ({"password": "hush"}, "its extra has password, which would stand in a URL"),
        ({"iam": True}, "its extra has iam, which this program does not follow"),
        ({"options": {"a": "hush"}}, "options in its extra is no single value"),
    ],
)
def test_refuses_a_database_s_connection_that_it_cannot_follow(
    spark_submit: Path, monkeypatch: pytest.MonkeyPatch, extra: dict, why: str
) -> None:
    with pytest.raises(AirflowFailException, match=f"^Cannot use the connection postgres_main: {why}") as failure:
        submit(spark_submit, monkeypatch, "postgres_main", extra=extra)
    assert "hush" not in str(failure.value)


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
