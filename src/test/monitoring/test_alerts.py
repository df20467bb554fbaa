"""Alerts: well-formed, each with a place in the runbook, and tried by promtool."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from expressions import OBSERVABILITY, ROOT, alerts

RULE_TESTS = sorted((Path(__file__).parent / "rules").glob("*.yaml"))
ALERTS = {alert["alert"]: alert for alert in alerts()}


def promtool(*words: object) -> None:
    done = subprocess.run([os.environ["PROMTOOL_BIN"], *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def anchors(file: str) -> set[str]:
    """Where a link into a page of Markdown can go."""
    titles = re.findall(r"^#+ (.+)$", (ROOT / file).read_text(), re.M)
    named = re.findall(r'<a (?:id|name)="([^"]+)"', (ROOT / file).read_text())
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles} | set(named)


def test_prometheus_takes_its_files() -> None:
    promtool("check", "rules", OBSERVABILITY / "alerts.yaml")
    promtool("check", "config", "--agent", OBSERVABILITY / "prometheus-agent.yaml")
    promtool("check", "config", "--syntax-only", OBSERVABILITY / "prometheus.yaml")


@pytest.mark.parametrize("file", RULE_TESTS, ids=lambda file: file.stem)
def test_alerts_fire_when_they_should_and_not_before(file: Path) -> None:
    promtool("test", "rules", file)


def test_every_alert_is_tried_both_ways() -> None:
    tried: dict[str, set[bool]] = {name: set() for name in ALERTS}
    for file in RULE_TESTS:
        for test in yaml.safe_load(file.read_text())["tests"]:
            for case in test["alert_rule_test"]:
                tried[case["alertname"]].add(bool(case["exp_alerts"]))
    assert {name for name, ways in tried.items() if ways != {True, False}} == set()


@pytest.mark.parametrize("alert", ALERTS.values(), ids=ALERTS)
def test_an_alert_says_how_bad_it_is_and_where_to_read_what_to_do(alert: dict[str, Any]) -> None:
    assert alert["labels"]["severity"] in {"critical", "warning"}
    assert alert["annotations"]["summary"]
    file, anchor = alert["annotations"]["runbook"].split("#")
    assert anchor in anchors(file)


def test_the_page_lists_all_alerts() -> None:
    page = (ROOT / "docs/monitoring.md").read_text()
    assert re.findall(r"^\| `(\w+)` \| [^|]+ \|$", page.split("## Alerts")[1].split("\n## ")[0], re.M) == list(ALERTS)
