"""The platform at work: what a person sees in PostgreSQL, and DAG runs from trigger to curated rows.

In the order in which they stand: each goes on from what the one before left.
"""

import csv
import json
import os
import random
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from canaries import ProcessWatch, files_with
from conftest import DATABASE_PASSWORD, METASTORE_PASSWORD, ROOT, STORE_PASSWORD, Platform
from killed_database import kill_during_a_run, restarting
from lakehouse import DeltaTables
from processes import wait_until

SECRETS = [DATABASE_PASSWORD, STORE_PASSWORD, METASTORE_PASSWORD]
FINANCIAL = "financial_ingestion_dag"
INSURANCE = "insurance_transformation_dag"
CURATED = "s3://curated-data-bucket/financial_data_curated_enriched"
KILLS = 20 if os.environ.get("DRILLS") == "full" else 2
CLAIMS = "s3://curated-data-bucket/insurance_claims_curated_enriched"


@pytest.fixture(scope="module", autouse=True)
def watch() -> ProcessWatch:
    with ProcessWatch(SECRETS) as watch:
        yield watch


def test_airflow_s_tables_are_in_a_schema_of_their_own(platform: Platform) -> None:
    tables = platform.postgres.query(r"\dt airflow.*")
    assert len(tables) > 50
    assert {"dag", "dag_run", "task_instance", "connection", "alembic_version", "ab_user"} <= {
        line.split("|")[1] for line in tables
    }
    public = platform.postgres.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    reference = ["app_configs", "delta_enrich_schema_history", "enrichment_runs", "merchant_lookup", "policy_lookup"]
    assert public == [*reference, "unmatched_keys"]


def test_the_basic_checks_of_the_database(platform: Platform) -> None:
    query = platform.postgres.query
    assert query("SELECT current_database();") == ["main_db"]
    assert query("SELECT config_value FROM app_configs WHERE config_key = 'max_batch_size'") == ["1000"]
    query("UPDATE app_configs SET config_value = '999' WHERE config_key = 'max_batch_size'")
    assert query("SELECT config_value FROM app_configs WHERE config_key = 'max_batch_size'") == ["999"]
    query("UPDATE app_configs SET config_value = '1000' WHERE config_key = 'max_batch_size'")
    query("CREATE TABLE a_table_of_mine (id int)")
    assert query("SELECT schemaname FROM pg_tables WHERE tablename = 'a_table_of_mine'") == ["public"]
    query("DROP TABLE a_table_of_mine")


def test_airflow_can_be_initialised_again(platform: Platform) -> None:
    platform.initialise()


def test_admin_logs_in_and_nobody_else(platform: Platform) -> None:
    with pytest.raises(httpx.HTTPStatusError, match="401"):
        platform.airflow.log_in("admin", "wrong")
    platform.airflow.log_in("admin", "admin")
    assert platform.airflow.get("version")["version"] == "3.3.2"


def test_both_dags_are_there_without_import_errors(platform: Platform) -> None:
    wait_until("the DAGs", lambda: platform.airflow.get("dags")["total_entries"] == 2, 120)
    assert platform.airflow.get("importErrors")["total_entries"] == 0
    assert platform.postgres.query("SELECT dag_id, is_active FROM airflow_dag ORDER BY dag_id;") == [
        f"{FINANCIAL}|t",
        f"{INSURANCE}|t",
    ]


def test_a_dag_that_is_switched_on_lands_a_batch_and_enriches_it(platform: Platform) -> None:
    airflow = platform.airflow
    airflow.unpause(FINANCIAL)
    run = airflow.wait_for_a_run(FINANCIAL)
    airflow.succeeds(FINANCIAL, run)
    assert airflow.result(FINANCIAL, run, "enrich")["rows"] == 1200
    check_categories(platform, 1200)


def test_the_queries_people_ask_show_the_run(platform: Platform) -> None:
    query = platform.postgres.query
    rows = query(
        "SELECT dag_id, task_id, state, execution_date FROM airflow_taskinstance ORDER BY execution_date DESC LIMIT 10;"
    )
    assert sorted(row.rsplit("|", 1)[0] for row in rows) == [
        f"{FINANCIAL}|{task}|success" for task in ("check", "enrich", "land", "verify")
    ]
    assert all(row.rsplit("|", 1)[1].startswith("20") for row in rows)
    assert query("SELECT conn_id, conn_type, host, port FROM connection;") == [
        "spark_default|spark|local[2]|",
        f"postgres_main|postgres|127.0.0.1|{platform.postgres.port}",
        "minio|aws||",
    ]
    assert f"{FINANCIAL}" in query("SELECT DISTINCT dag_id FROM airflow_log WHERE dag_id IS NOT NULL")


def test_people_read_views_and_nothing_behind_them(platform: Platform) -> None:
    for statement in ("SELECT password FROM airflow.connection", "SELECT 1 FROM airflow.ab_user", "DELETE FROM airflow_dag"):
        with pytest.raises(PermissionError, match="permission denied"):
            platform.postgres.query(statement)
    with pytest.raises(PermissionError, match="permission denied"):
        platform.postgres.query("SELECT 1 FROM public.app_configs", role="airflow")


def test_passwords_of_connections_are_encrypted(platform: Platform) -> None:
    stored = platform.postgres.superuser("SELECT password FROM airflow.connection WHERE password IS NOT NULL")
    assert len(stored) == 2
    assert all(password.startswith("gAAAA") for password in stored)


def test_a_triggered_run_survives_the_death_of_the_scheduler(platform: Platform) -> None:
    airflow = platform.airflow
    airflow.trigger(FINANCIAL, "triggered")
    assert airflow.wait_for(FINANCIAL, "triggered", "check", "enrich") == "running"
    airflow.scheduler.kill()
    airflow.start_scheduler()
    airflow.succeeds(FINANCIAL, "triggered")
    check_categories(platform, 1400)


def test_history_is_kept_when_scheduler_and_api_server_are_stopped_and_started(platform: Platform) -> None:
    airflow = platform.airflow
    airflow.scheduler.stop()
    airflow.api_server.stop()
    airflow.start_api_server()
    airflow.start_scheduler()
    airflow.log_in("admin", "admin")
    runs = airflow.get(f"dags/{FINANCIAL}/dagRuns")["dag_runs"]
    assert len(runs) >= 2
    # At midnight another one begins.
    assert [run["state"] for run in runs].count("success") >= 2
    assert len(platform.postgres.query("SELECT 1 FROM airflow_taskinstance WHERE state = 'success'")) >= 8


def test_runs_go_on_when_postgresql_is_killed_again_and_again(platform: Platform) -> None:
    airflow = platform.airflow
    chance = random.Random(20261127)
    started, kills, runs = time.monotonic(), 0, []
    with restarting(airflow) as restarter:
        while kills < KILLS and len(runs) < KILLS:
            runs.append(f"killed-{len(runs) + 1}")
            airflow.trigger(FINANCIAL, runs[-1])
            kills += kill_during_a_run(airflow, platform.postgres, FINANCIAL, runs[-1], min(KILLS - kills, 4), chance)
            airflow.succeeds(FINANCIAL, runs[-1])
    assert kills == KILLS
    check_categories(platform, 1400 + 200 * len(runs))
    print(
        f"DRILL metastore killed: kill -9 {kills} times during {len(runs)} runs of {FINANCIAL}; all of them succeeded,"
        f" 0 rows lost, 0 too many; {len(restarter.restarts)} restarts of services, {time.monotonic() - started:.0f} s"
    )


@pytest.mark.parametrize("command", ["check", "check-migrations"])
def test_airflow_s_own_checks_find_nothing_after_that(platform: Platform, command: str) -> None:
    """Those that docs/runbook.md has after a restore."""
    assert f"airflow db {command}\n" in Path(ROOT, "docs/runbook.md").read_text(encoding="utf-8")
    subprocess.run(["airflow", "db", command], env=platform.airflow.env, check=True, timeout=120)


def test_another_kind_of_table_is_enriched_by_settings_alone(platform: Platform) -> None:
    airflow = platform.airflow
    airflow.unpause(INSURANCE)
    airflow.succeeds(INSURANCE, airflow.wait_for_a_run(INSURANCE))
    rows = DeltaTables(platform.minio).rows(CLAIMS, "policy_id", "policy_product", "policy_region", "holder_type")
    policies = platform.postgres.query("SELECT policy_id, product, region, holder_type FROM policy_lookup")
    known = {policy.split("|")[0]: [value or None for value in policy.split("|")[1:]] for policy in policies}
    assert len(rows) == 200
    for row in rows:
        assert [row["policy_product"], row["policy_region"], row["holder_type"]] == known.get(row["policy_id"], [None] * 3)


def test_a_run_that_is_switched_off_shows_as_skipped(platform: Platform) -> None:
    airflow = platform.airflow
    switch = "UPDATE app_configs SET config_value = '{}' WHERE config_key = 'data_ingestion_enabled'"
    platform.postgres.query(switch.format("false"))
    try:
        airflow.trigger(INSURANCE, "off")
        airflow.succeeds(INSURANCE, "off")
    finally:
        platform.postgres.query(switch.format("true"))
    assert airflow.task_states(INSURANCE, "off") == {
        "land": "success", "check": "success", "enrich": "skipped", "verify": "skipped",
    }  # fmt: skip


def test_no_secret_was_seen_in_ps_logs_or_rendered_templates(platform: Platform, watch: ProcessWatch) -> None:
    assert watch.looks > 100
    assert watch.seen == set()
    assert files_with(SECRETS, platform.folder) == []
    rendered = platform.postgres.superuser("SELECT rendered_fields FROM airflow.rendered_task_instance_fields")
    assert len(rendered) > 8
    assert not [row for row in rendered if any(secret in row for secret in SECRETS)]
    # Airflow would mask them: nothing that has them is a template.
    assert all(json.loads(row)["env_vars"] in (None, "None", {}) for row in rendered)
    for table in ("log", "xcom", "task_instance", "serialized_dag"):
        rows = platform.postgres.superuser(f"SELECT to_jsonb(t) FROM airflow.{table} AS t")
        assert not [row for row in rows if any(secret in row for secret in SECRETS)], table


def check_categories(platform: Platform, count: int) -> None:
    """Curated has ``count`` rows, no id twice, each with its merchant's category."""
    with Path(ROOT, "sample-data/merchant_lookup.csv").open(newline="", encoding="utf-8") as file:
        categories = {row["merchant_id"]: row["category"] or None for row in csv.DictReader(file)}
    rows = DeltaTables(platform.minio).rows(CURATED, "transaction_id", "merchant_id", "enriched_category")
    assert len(rows) == count
    assert len({row["transaction_id"] for row in rows}) == count
    assert all(row["enriched_category"] == categories.get(row["merchant_id"]) for row in rows)
