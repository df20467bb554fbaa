"""Every panel and every alert, asked of a live Prometheus that was sent what real exporters say of real servers at work.

In the order in which they stand: the replica comes last.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from canaries import ProcessWatch, files_with
from conftest import RATE_INTERVAL, Observed
from enrichment import FINANCIAL, INSURANCE, add_run
from expressions import OBSERVABILITY, PanelQuery, alerts, as_grafana_sends, metrics, panel_queries, selectors
from monitored_postgres import MONITOR_PASSWORD, MonitoredPostgres
from observatory import PostgresExporter
from processes import Server

QUERIES = list(panel_queries())
NEED_A_REPLICA = {"Lag of replicas", "WAL that replicas lack", "WAL kept for slots"}
# Has no data, and why.
NO_DATA = {
    "MinIO: Errors: 5xx {{api}}": "MinIO counts an error of its own once there is one",
}


OF_REPLICAS = [query for query in QUERIES if query.panel in NEED_A_REPLICA]
OTHERS = [query for query in QUERIES if query not in OF_REPLICAS and query.name not in NO_DATA]


@pytest.fixture(autouse=True)
def work_goes_on(observed: Observed) -> Iterator[None]:
    yield
    assert observed.workload.failure is None


def test_a_scrape_is_whole(observed: Observed) -> None:
    text = observed.exporter.metrics()
    assert "pg_up 1" in re.sub(r"\{[^}]*}", "", text)
    assert "pg_exporter_last_scrape_error 0" in re.sub(r"\{[^}]*}", "", text)
    assert "NaN" not in [line.rsplit(" ", 1)[1] for line in text.splitlines() if line.startswith("delta_enrich_")]


@pytest.mark.parametrize("query", OTHERS, ids=lambda query: query.name)
def test_a_panel_has_data(observed: Observed, query: PanelQuery) -> None:
    observed.has_data(query.expr)


@pytest.mark.parametrize("name", NO_DATA)
def test_what_is_said_to_have_no_data_has_none(observed: Observed, name: str) -> None:
    query = next(query for query in QUERIES if query.name == name)
    assert observed.ask(query.expr) == []


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert["alert"])
def test_what_an_alert_looks_at_is_there(observed: Observed, alert: dict) -> None:
    for selector in selectors(alert["expr"]):
        observed.has_data(selector)
    judged = next(rule for rule in observed.prometheus.rules() if rule["name"] == alert["alert"])
    assert judged["health"] == "ok"


def test_no_alert_is_near_while_all_is_well(observed: Observed) -> None:
    # How full this machine's disk is, is its own matter.
    near = {rule["name"] for rule in observed.prometheus.rules() if rule["alerts"]} - {"DiskFilling"}
    assert near == set()


def test_a_leak_shows(observed: Observed) -> None:
    observed.has_data('sum(delta_enrich_connections_count{application="leaky-app", state="idle"}) > 4')


def test_a_forgotten_transaction_shows(observed: Observed) -> None:
    observed.has_data('max(delta_enrich_transactions_longest_idle_seconds{application="notebook"}) > 2')


def test_a_slow_statement_shows_without_its_constants(observed: Observed) -> None:
    slowest = 'topk(1, delta_enrich_statements_mean_seconds{query=~".*DISTINCT abalance.*"})'
    observed.has_data(slowest)
    [slow] = observed.ask(slowest)
    assert slow["metric"]["query"] == "SELECT count(DISTINCT abalance + aid) FROM pgbench_accounts"
    assert any("PASSWORD" in query for query in observed.postgres.superuser("SELECT query FROM pg_stat_statements"))
    assert "PASSWORD" not in observed.exporter.metrics()


def test_runs_that_ended_before_anyone_looked_are_there(observed: Observed) -> None:
    observed.has_data("delta_enrich_recent_run_rows")
    runs = observed.ask("delta_enrich_recent_run_rows")
    assert {run["metric"]["outcome"] for run in runs} == {"committed", "failed", "nothing to do"}
    assert "STORE_UNREACHABLE" in {run["metric"].get("error_code") for run in runs}
    # Asked at the source: what dropped out of it stays known to Prometheus until its mark of that has arrived.
    rows = [line for line in observed.exporter.metrics().splitlines() if line.startswith("delta_enrich_recent_run_rows{")]
    assert 3 <= len(rows) <= 20


def test_each_lookup_has_a_match_rate_of_its_own(observed: Observed) -> None:
    observed.has_data('delta_enrich_match_rate{lookup="account"} == 1')
    observed.has_data('delta_enrich_match_rate{lookup="merchant"} < 1')
    observed.has_data('delta_enrich_match_rate{lookup="lookup", target=~".*insurance.*"} < 1')
    assert observed.ask('delta_enrich_match_rate{lookup="lookup", target=~".*financial.*"}') == []


def test_each_lookup_has_rows_and_an_age_of_its_own(observed: Observed) -> None:
    observed.has_data('time() - delta_enrich_last_lookup_timestamp_seconds{lookup="merchant"} > 13 * 86400')
    observed.has_data('delta_enrich_last_lookup_rows{lookup="merchant"} == 60')
    for target, lookups in ((FINANCIAL, {"merchant", "account"}), (INSURANCE, {"lookup"})):
        told = observed.ask(f'delta_enrich_last_lookup_timestamp_seconds{{target="{target}"}} > 0')
        assert {series["metric"]["lookup"] for series in told} == lookups


def test_a_drop_of_the_match_rate_is_told(observed: Observed) -> None:
    add_run(observed.postgres, FINANCIAL, 91, rate=0.8)
    observed.has_data('ALERTS{alertname="MatchRateDropped", alertstate="firing", target=~".*financial.*", lookup="merchant"}')
    assert observed.ask('ALERTS{alertname="MatchRateDropped", lookup!="merchant"}') == []


def test_the_most_frequent_unknown_keys_of_the_newest_run_are_there(observed: Observed) -> None:
    observed.has_data('delta_enrich_unknown_key_share{lookup="lookup", key="MER-0071", target=~".*insurance.*"} > 0.01')
    keys = observed.ask('delta_enrich_unknown_key_rows{lookup="merchant", target=~".*financial.*"}')
    assert {key["metric"]["key"] for key in keys} == {"MER-0071", "MER-0815", "MER-?"}
    assert observed.ask("delta_enrich_unknown_key_is_new == 1") == []


def test_a_new_key_in_many_rows_is_told(observed: Observed) -> None:
    add_run(observed.postgres, INSURANCE, 92, other_key="MER-NEW")
    observed.has_data('ALERTS{alertname="NewUnknownKey", alertstate="firing", lookup="lookup", key="MER-NEW"}')
    assert [key["metric"]["key"] for key in observed.ask("delta_enrich_unknown_key_is_new == 1")] == ["MER-NEW"]


def test_keys_from_before_they_were_entered_are_not_new(observed: Observed, newest_postgres: MonitoredPostgres) -> None:
    query = yaml.safe_load((OBSERVABILITY / "queries.yaml").read_text())["delta_enrich_unknown_key"]["query"]
    new = f"SELECT key, is_new FROM ({query}) AS answer WHERE key <> 'MER-?' ORDER BY key"
    add_run(newest_postgres, INSURANCE, 1, ago="3 h")
    assert newest_postgres.query(new) == ["MER-0071|0", "MER-0815|0"]
    newest_postgres.query("DELETE FROM unmatched_keys")
    add_run(newest_postgres, INSURANCE, 2, ago="2 h")
    assert newest_postgres.query(new) == ["MER-0071|0", "MER-0815|0"]
    add_run(newest_postgres, INSURANCE, 3, ago="1 h", other_key="MER-NEW")
    assert newest_postgres.query(new) == ["MER-0071|0", "MER-NEW|1"]


def test_the_exporter_s_role_reads_statistics_and_three_tables_only(observed: Observed) -> None:
    postgres = observed.postgres
    postgres.query("CREATE TABLE app_configs (config_key text); CREATE TABLE merchant_lookup (merchant_id text)")
    assert postgres.as_monitor("SELECT count(*) > 0 FROM enrichment_runs, unmatched_keys, backup_history").stdout == "t\n"
    for statement in ("SELECT 1 FROM app_configs", "SELECT 1 FROM merchant_lookup", "SET ROLE postgres"):
        assert "permission denied" in postgres.as_monitor(statement).stderr
    for statement in ("DELETE FROM enrichment_runs", "CREATE TABLE t (i int)"):
        assert "read-only transaction" in postgres.as_monitor(statement).stderr
        refused = postgres.as_monitor(f"SET transaction_read_only = off; {statement}").stderr
        assert "permission denied" in refused
    assert postgres.superuser("SELECT count(*) FROM pg_auth_members WHERE member = 'monitor'::regrole") == ["1"]


def test_the_role_s_password_is_in_no_argument_and_no_log(observed: Observed, folder: Path) -> None:
    observed.postgres.superuser("ALTER SYSTEM SET log_statement = 'all'")
    observed.postgres.superuser("SELECT pg_reload_conf()")
    with ProcessWatch([MONITOR_PASSWORD]) as watch:
        while watch.looks < 4:
            observed.postgres.prepare_for_monitoring()
    assert "statement: SET log_statement = 'none'" in observed.postgres.server.log.read_text()
    assert watch.seen == set()
    assert files_with([MONITOR_PASSWORD], folder) == []


@pytest.mark.parametrize("query", OF_REPLICAS, ids=lambda query: query.name)
def test_without_a_replica_its_panels_are_empty(observed: Observed, query: PanelQuery) -> None:
    assert observed.ask(query.expr) == []


def test_without_a_replica_this_is_said(observed: Observed) -> None:
    assert [series["value"][1] for series in observed.ask("max(delta_enrich_replication_replicas)")] == ["0"]


@pytest.fixture(scope="module")
def replica(observed: Observed) -> Iterator[Server]:
    server = observed.postgres.replica()
    yield server
    server.stop()


def test_with_a_replica_its_panels_have_data(observed: Observed, replica: Server) -> None:
    observed.has_data("max(delta_enrich_replication_replicas) == 1")
    for query in OF_REPLICAS:
        observed.has_data(query.expr)
    [lag] = observed.ask("max by (replica) (delta_enrich_replica_lag_bytes)")
    assert lag["metric"] == {"replica": "replica"}


def test_an_archive_out_of_reach_shows(observed: Observed) -> None:
    observed.postgres.superuser("ALTER SYSTEM SET archive_command = 'false'")
    observed.postgres.superuser("SELECT pg_reload_conf()")
    try:
        observed.has_data("max(delta_enrich_archive_waiting_seconds) > 5 and max(delta_enrich_archive_waiting_files) > 0")
        observed.has_data(f"increase(delta_enrich_archive_failed_total[{RATE_INTERVAL}]) > 0")
    finally:
        observed.postgres.superuser("ALTER SYSTEM RESET archive_command")
        observed.postgres.superuser("SELECT pg_reload_conf()")
    observed.has_data("max(delta_enrich_archive_waiting_seconds) == 0")


def test_a_query_that_fails_is_told(observed: Observed) -> None:
    observed.postgres.superuser("REVOKE SELECT ON backup_history FROM monitor")
    try:
        observed.has_data(as_grafana_sends("max(pg_exporter_last_scrape_error) == 1", RATE_INTERVAL))
        observed.has_data("absent(delta_enrich_backup_size_bytes)")
        assert observed.ask("max(pg_up) == 1")
    finally:
        observed.postgres.prepare_for_monitoring()
    observed.has_data("max(pg_exporter_last_scrape_error) == 0 and max(delta_enrich_backup_size_bytes)")


def test_a_slot_that_nobody_reads_shows(observed: Observed, replica: Server) -> None:
    replica.stop()
    observed.has_data("max(delta_enrich_replication_inactive_slots) == 1 and max(delta_enrich_replication_replicas) == 0")


def test_every_query_of_ours_works_on_the_newest_postgresql_too(
    observed: Observed, newest_postgres: MonitoredPostgres, folder: Path
) -> None:
    add_run(newest_postgres, FINANCIAL, 1)
    newest_postgres.query("ALTER TABLE enrichment_runs DROP COLUMN lookups")  # As an older program left it.
    newest_postgres.superuser("INSERT INTO public.backup_history VALUES ('full', now(), true, 1)")
    newest_postgres.superuser("SELECT pg_create_physical_replication_slot('replica')")
    (folder / "newest/exporter").mkdir()
    # What the old exporter asks by itself no longer works there.
    exporter = PostgresExporter(folder / "newest/exporter", newest_postgres.port, MONITOR_PASSWORD, "--disable-default-metrics")
    try:
        exporter.start()
        text = exporter.metrics()
    finally:
        exporter.server.stop()
    assert newest_postgres.superuser("SHOW server_version_num")[0].startswith("17")
    asked = {name for query in QUERIES for name in metrics(query.expr) if name.startswith("delta_enrich_")}
    there = set(re.findall(r"^(delta_enrich_\w+)", text, re.M))
    assert {name for name in asked - there if not name.startswith("delta_enrich_replica_")} == set()
