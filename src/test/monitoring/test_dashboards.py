"""Dashboards, as Grafana gets them: made by the typed code beside them, and each panel complete."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from expressions import BOARDS, OBSERVABILITY, PanelQuery, alerts, board, metrics, panel_queries, panels

# The same in the exporter that CI runs (0.11.1, Debian) and the one of docker compose (0.20.1), by its sources. Labels differ.
SHARED = re.compile(
    r"pg_up|pg_exporter_last_scrape_error|pg_settings_max_connections|pg_locks_count|pg_database_size_bytes"
    r"|pg_stat_database_(xact_commit|xact_rollback|blks_hit|blks_read|blk_read_time|blk_write_time|temp_bytes|deadlocks)"
)
# MinIO and Airflow are the same in both.
OTHERS = re.compile(r"(minio|airflow)_\w+")
QUERIES = yaml.safe_load((OBSERVABILITY / "queries.yaml").read_text())
OURS = {
    f"{name}_{column}"
    for name, query in QUERIES.items()
    for metric in query["metrics"]
    for column, told in metric.items()
    if told["usage"] != "LABEL"
}
EXPRESSIONS = [query.expr for query in panel_queries()] + [alert["expr"] for alert in alerts()]


def test_dashboards_are_what_their_code_makes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, OBSERVABILITY / "dashboards/write.py", tmp_path], check=True)
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {file.name: file.read_text() for file in BOARDS}


def test_the_four_dashboards_are_there() -> None:
    assert {board(file)["title"] for file in BOARDS} == {"PostgreSQL", "Enrichment runs", "Airflow", "MinIO"}
    assert len({board(file)["uid"] for file in BOARDS}) == 4


@pytest.mark.parametrize("file", BOARDS, ids=lambda file: file.stem)
def test_a_dashboard_has_a_source_to_choose_and_numbers_each_panel(file: Path) -> None:
    assert [variable["type"] for variable in board(file)["templating"]["list"]][0] == "datasource"
    numbers = [panel["id"] for panel in board(file)["panels"]]
    assert len(set(numbers)) == len(numbers) and 0 not in numbers


@pytest.mark.parametrize("file", BOARDS, ids=lambda file: file.stem)
def test_a_panel_has_a_title_a_description_a_unit_and_its_place(file: Path) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels(file):
        assert panel["title"] and panel["description"]
        assert panel["datasource"]["uid"] == "${datasource}"
        assert panel["type"] == "table" or panel["fieldConfig"]["defaults"]["unit"]
        assert [target["refId"] for target in panel["targets"]] == [chr(65 + i) for i in range(len(panel["targets"]))]
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
        assert not cells & taken and place["x"] + place["w"] <= 24, panel["title"]
        taken |= cells


@pytest.mark.parametrize("query", panel_queries(), ids=lambda query: query.name)
def test_a_query_names_its_job_and_takes_rates_over_what_grafana_proposes(query: PanelQuery) -> None:
    assert 'job="' in query.expr
    assert re.findall(r"\b(?:rate|increase)\(\w+\{[^}]*}(\[[^\]]*])", query.expr) == ["[$__rate_interval]"] * len(
        re.findall(r"\b(?:rate|increase)\(", query.expr)
    )


def test_only_names_that_stay_are_asked_for() -> None:
    asked = {name for expr in EXPRESSIONS for name in metrics(expr)}
    assert {name for name in asked if name not in OURS and not SHARED.fullmatch(name) and not OTHERS.fullmatch(name)} == set()
    assert {name for name in asked if name.startswith("delta_enrich_")} <= OURS


def test_every_query_of_ours_is_shown_or_judged() -> None:
    asked = {name for expr in EXPRESSIONS for name in metrics(expr)}
    assert {name for name in QUERIES if not any(metric.startswith(f"{name}_") for metric in asked)} == set()


def test_labels_that_differ_between_exporters_are_aggregated_away() -> None:
    for expr in EXPRESSIONS:
        if "pg_" in expr or "delta_enrich_" in expr:
            assert re.search(r"\b(sum|max|min|absent)\b", expr), expr
