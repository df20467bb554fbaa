"""What is told of each of several lookups, asked of PostgreSQL by the exporter's own queries."""

import re
from collections.abc import Iterator
from time import monotonic

import pytest
import yaml

from enrichment import FINANCIAL, INSURANCE, add_lookups_run, add_run
from expressions import OBSERVABILITY, ROOT
from monitored_postgres import MonitoredPostgres

QUERIES = yaml.safe_load((OBSERVABILITY / "queries.yaml").read_text())


@pytest.fixture
def runs(newest_postgres: MonitoredPostgres) -> Iterator[MonitoredPostgres]:
    yield newest_postgres
    newest_postgres.query("TRUNCATE enrichment_runs, unmatched_keys")


def rates(postgres: MonitoredPostgres) -> dict[str, tuple[float, float]]:
    """By lookup: the newest rate, and the mean before."""
    query = QUERIES["delta_enrich_match"]["query"]
    rows = postgres.query(f"SELECT lookup, round(rate::numeric, 3), round(rate_before::numeric, 3) FROM ({query}) AS answer")
    return {lookup: (float(rate), float(before)) for lookup, rate, before in (row.split("|") for row in rows)}


def ages(postgres: MonitoredPostgres, target: str = FINANCIAL) -> dict[str, int]:
    """By lookup: hours since it changed."""
    query = QUERIES["delta_enrich_last_lookup"]["query"]
    hours = "round((extract(epoch FROM now()) - timestamp_seconds) / 3600)"
    rows = postgres.query(f"SELECT lookup, {hours} FROM ({query}) AS answer WHERE target = '{target}'")
    return {lookup: int(age) for lookup, age in (row.split("|") for row in rows)}


def test_a_fall_shows_beside_a_lookup_that_always_matches_less(runs: MonitoredPostgres) -> None:
    for ago in range(12, 1, -1):
        add_lookups_run(runs, ago, account=50, merchant=97)
    add_lookups_run(runs, 1, account=50, merchant=60)
    # The runs' own figures are those of account, at 0.5 before and after.
    assert runs.query("SELECT DISTINCT matched FROM enrichment_runs") == ["50"]
    assert rates(runs) == {"account": (0.5, 0.5), "merchant": (0.6, 0.97)}


def test_a_lookup_that_is_new_and_matches_little_is_no_fall(runs: MonitoredPostgres) -> None:
    for ago in range(12, 1, -1):
        add_lookups_run(runs, ago, merchant=97)
    add_lookups_run(runs, 1, account=50, merchant=97)
    assert rates(runs) == {"account": (0.5, 0.5), "merchant": (0.97, 0.97)}


def test_the_mean_is_of_ten_runs_with_a_key_for_the_lookup(runs: MonitoredPostgres) -> None:
    for ago, merchant in enumerate([80, None, *[90] * 10, 10], start=1):
        add_lookups_run(runs, ago, account=50, merchant=merchant)
    assert rates(runs)["merchant"] == (0.8, 0.9)


def add_validity_run(postgres: MonitoredPostgres) -> None:
    # Half of the rows with a key match, three of them at no time, and five are not valid; the rest have unknown keys.
    postgres.query(
        "INSERT INTO enrichment_runs (run, raw, target, started, ended, outcome, exit_code, rows_made, matched, null_key,"
        " unknown_key, null_time, outside_validity, quarantined, in_quarantine)"
        f" VALUES ('v', 's3a://raw/a', '{FINANCIAL}', now(), now(), 'committed', 0, 110, 50, 10, 42, 3, 5, 60, 75)"
    )


def test_rows_that_no_period_holds_count_against_the_match_rate(runs: MonitoredPostgres) -> None:
    add_validity_run(runs)
    assert rates(runs) == {"lookup": (0.5, 0.5)}
    recent = QUERIES["delta_enrich_recent_run"]["query"]
    assert runs.query(f"SELECT match_rate, not_valid, quarantined FROM ({recent}) AS answer") == ["0.5|8|60"]


def test_rows_in_quarantine_and_why_rows_did_not_match_are_told(runs: MonitoredPostgres) -> None:
    told = f"SELECT null_time, outside_validity, quarantined, in_quarantine FROM ({QUERIES['delta_enrich_run']['query']}) AS answer"
    add_validity_run(runs)
    assert runs.query(told) == ["3|5|60|75"]
    runs.query("UPDATE enrichment_runs SET null_time = NULL, outside_validity = NULL, quarantined = NULL, in_quarantine = NULL")
    assert runs.query(told) == ["0|0|0|0"]
    runs.query("ALTER TABLE enrichment_runs DROP null_time, DROP outside_validity, DROP quarantined, DROP in_quarantine")
    assert runs.query(told) == ["0|0|0|0"]
    migrations = ROOT / "src/main/resources/db/migration"
    for version in ("V7__add_validity", "V8__add_quarantine"):
        runs.query((migrations / f"{version}_to_enrichment_runs.sql").read_text())


def test_a_lookup_that_is_gone_is_not_told(runs: MonitoredPostgres) -> None:
    add_lookups_run(runs, 2, account=50, merchant=97)
    add_lookups_run(runs, 1, merchant=97)
    assert set(rates(runs)) == set(ages(runs)) == {"merchant"}


def test_one_without_a_name_is_called_lookup_even_in_a_table_without_the_column(runs: MonitoredPostgres) -> None:
    for number, rate in enumerate([0.9, 0.9, 0.5], start=1):
        add_run(runs, INSURANCE, number, ago=f"{4 - number} h", rate=rate)
    told = rates(runs), ages(runs, INSURANCE)
    assert told[0] == {"lookup": (0.5, 0.9)}
    assert set(told[1]) == {"lookup"}
    runs.query("ALTER TABLE enrichment_runs DROP COLUMN lookups")
    try:
        assert (rates(runs), ages(runs, INSURANCE)) == told
    finally:
        runs.query("ALTER TABLE enrichment_runs ADD COLUMN lookups JSONB")


def test_a_daily_lookup_does_not_make_a_dead_one_young(runs: MonitoredPostgres) -> None:
    for day in range(5, -1, -1):
        add_lookups_run(runs, 24 * day + 2, account=50, merchant=97, snapshots={"account": f"of day {day}"})
    # The joined ids were new with each run.
    assert runs.query("SELECT count(DISTINCT lookup_kept_since) FROM enrichment_runs") == ["6"]
    assert ages(runs) == {"account": 2, "merchant": 122}


def test_the_same_content_under_another_name_or_target_is_another_lookup(runs: MonitoredPostgres) -> None:
    same = {"account": "same", "merchant": "same"}
    add_lookups_run(runs, 9, target="s3a://curated/other", account=50, merchant=97, snapshots=same)
    add_lookups_run(runs, 5, merchant=97, snapshots=same)
    add_lookups_run(runs, 2, account=50, merchant=97, snapshots=same)
    assert ages(runs) == {"account": 2, "merchant": 5}


def test_the_runbook_s_statement_shows_each_lookup_of_each_run(runs: MonitoredPostgres) -> None:
    add_lookups_run(runs, 2, account=50, merchant=97)
    section = (ROOT / "docs/runbook.md").read_text().split("### match-rate")[1]
    [statement] = re.findall(r'psql -U postgres -d main_db -c "([^"]+)"', section.split("###")[0])
    assert [row.split("|", 1)[1] for row in sorted(runs.superuser(statement))] == ["account|60|0.5", "merchant|60|0.97"]


def test_a_run_that_read_no_lookup_leaves_the_age_as_it_is(runs: MonitoredPostgres) -> None:
    add_lookups_run(runs, 3, merchant=97)
    add_lookups_run(runs, 1, merchant=97)
    runs.query(
        "UPDATE enrichment_runs SET outcome = 'switched off', lookup_snapshot = NULL, lookup_kept_since = NULL, lookups = NULL"
        " WHERE ended > now() - interval '2 h'"
    )
    assert ages(runs) == {"merchant": 3}


def test_a_year_of_hourly_runs_is_told_in_half_the_time_that_the_exporter_has(runs: MonitoredPostgres) -> None:
    add_lookups_run(runs, 1, account=50, merchant=97)
    runs.query(
        "INSERT INTO enrichment_runs SELECT (jsonb_populate_record(it, jsonb_build_object('run', run || hour, 'ended',"
        " ended - hour * interval '1 h'))).* FROM enrichment_runs AS it, generate_series(1, 8760) AS hour"
    )
    for told in (rates, ages):
        started = monotonic()
        assert set(told(runs)) == {"account", "merchant"}
        assert monotonic() - started < 2.5
