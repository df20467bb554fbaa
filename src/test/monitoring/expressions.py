"""What dashboards and alerts ask, read from the files that Grafana and Prometheus get."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[3]
OBSERVABILITY = ROOT / "docker/observability"
BOARDS = sorted((OBSERVABILITY / "grafana/dashboards").glob("*.json"))
SELECTOR = re.compile(r"\b([a-z_]\w*)\{[^}]*\}")


@dataclass(frozen=True)
class PanelQuery:
    """One expression of one panel."""

    board: str
    panel: str
    expr: str
    legend: str
    unit: str

    @property
    def name(self) -> str:
        return f"{self.board}: {self.panel}: {self.legend or self.expr}"


def board(file: Path) -> dict[str, Any]:
    return json.loads(file.read_text())


def panels(file: Path) -> list[dict[str, Any]]:
    return [panel for panel in board(file)["panels"] if panel["type"] != "row"]


def panel_queries() -> Iterator[PanelQuery]:
    for file in BOARDS:
        title = board(file)["title"]
        for panel in panels(file):
            for target in panel["targets"]:
                unit = panel["fieldConfig"]["defaults"].get("unit", "short")
                yield PanelQuery(title, panel["title"], target["expr"], target.get("legendFormat", ""), unit)


def alerts() -> list[dict[str, Any]]:
    groups = yaml.safe_load((OBSERVABILITY / "alerts.yaml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def as_grafana_sends(expr: str, rate_interval: str) -> str:
    """With variables in place: all targets, and the interval that rates are taken over."""
    return expr.replace("$__rate_interval", rate_interval).replace("$target", ".*")


def selectors(expr: str) -> list[str]:
    """``metric{labels}``, each place where an expression reads series."""
    return [match.group(0) for match in SELECTOR.finditer(expr)]


def metrics(expr: str) -> set[str]:
    return {match.group(1) for match in SELECTOR.finditer(expr)}
