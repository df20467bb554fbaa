"""Draws what dashboards showed in a test run: plot.py SERIES FOLDER. Not Grafana's own drawing; the same queries, in its order.

Needs matplotlib (bench/requirements.txt).
"""

import json
import math
import sys
import time
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "delta-enrich", "font.size": 8, "font.family": "sans-serif"})
from matplotlib import pyplot  # noqa: E402  (the backend is chosen first)
from matplotlib.axes import Axes  # noqa: E402
from matplotlib.gridspec import GridSpec  # noqa: E402

BOARDS = Path(__file__).parents[3] / "docker/observability/grafana/dashboards"
DRAWN = {"postgresql.json": "dashboard-postgresql.svg", "enrichment-runs.json": "dashboard-enrichment-runs.svg"}
# Inches that one of Grafana's rows and columns takes.
ROW, COLUMN = 0.3, 0.62
COLORS = ["#1b6ca8", "#e07b39", "#3a9d6e", "#b0486f", "#7a6bb5", "#8c8c8c", "#c9a227", "#4fb3bf"]
PREFIXES = [(1e9, "G"), (1e6, "M"), (1e3, "k"), (1, "")]
SIGNS = {"bytes": "B", "Bps": "B/s", "ops": "/s", "reqps": "/s"}


def say(value: float, unit: str, decimals: int | None = None) -> str:
    """A value as a person reads it."""
    if unit == "percentunit":
        return f"{value * 100:.{1 if decimals is None else decimals}f} %"
    if unit == "dateTimeAsIso":
        return time.strftime("%Y-%m-%d %H:%M", time.gmtime(value / 1000))
    if unit == "s":
        for size, name in ((86400, "d"), (3600, "h"), (60, "min"), (1, "s")):
            if abs(value) >= 2 * size or (size == 1 and abs(value) >= 1):
                return f"{value / size:.3g} {name}"
        return f"{value * 1000:.3g} ms" if value else "0 s"
    for size, prefix in PREFIXES:
        if abs(value) >= size and (size > 1 or unit != "short" or value != int(value)):
            return f"{value / size:.3g} {prefix}{SIGNS.get(unit, '')}".strip()
    return f"{value:.3g} {SIGNS.get(unit, '')}".strip() if value < 1000 else f"{value:,.0f}"


def name(legend: str, labels: dict[str, str]) -> str:
    for label, value in labels.items():
        legend = legend.replace("{{" + label + "}}", value.rsplit("/", 1)[-1])
    return legend


def draw(board: dict[str, Any], kept: dict[str, Any], file: Path) -> None:
    panels = board["panels"]
    rows = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in panels)
    figure = pyplot.figure(figsize=(24 * COLUMN, rows * ROW))
    grid = GridSpec(rows, 24, figure=figure, left=0.01, right=0.99, top=0.995, bottom=0.005, hspace=0, wspace=0)
    for panel in panels:
        place = panel["gridPos"]
        frame = figure.add_subplot(grid[place["y"] : place["y"] + place["h"], place["x"] : place["x"] + place["w"]])
        frame.set_axis_off()
        DRAW[panel["type"]](frame, panel, kept)
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    pyplot.close(figure)


def draw_row(frame: Axes, panel: dict[str, Any], kept: dict[str, Any]) -> None:
    frame.text(0, 0.3, panel["title"], weight="bold", size=11, transform=frame.transAxes)


def inside(frame: Axes, left: float, bottom: float, width: float, height: float) -> Axes:
    return frame.inset_axes((left, bottom, width, height))


def title(frame: Axes, panel: dict[str, Any]) -> None:
    frame.text(0.02, 0.97, panel["title"], size=9, va="top", transform=frame.transAxes)


def draw_number(frame: Axes, panel: dict[str, Any], kept: dict[str, Any]) -> None:
    title(frame, panel)
    target, defaults = panel["targets"][0], panel["fieldConfig"]["defaults"]
    texts = defaults["mappings"][0]["options"] if defaults.get("mappings") else {}
    series = kept["series"][target["expr"]]
    several = len(series) > 1
    # As many as there is room for, each with its name below.
    top, step, size = (0.52, 0.36, 12) if len(series) == 2 else (0.68, 0.25, 9)
    for index, one in enumerate(series[:3]):
        value = float(one["values"][-1][1])
        decimals = int(defaults["decimals"]) if "decimals" in defaults else None
        text = texts.get(f"{value:g}", {}).get("text") or say(value, defaults["unit"], decimals)
        height = top - step * index if several else 0.35
        frame.text(0.5, height, text, size=size if several else 17, ha="center", va="center", color=color(panel, value), transform=frame.transAxes)  # fmt: skip
        if several:
            frame.text(0.5, height - 0.16 * size / 12, name(target["legendFormat"], one["metric"]), size=6, ha="center", va="center", color="#666666", transform=frame.transAxes)  # fmt: skip
    if not series:
        frame.text(0.5, 0.35, defaults["noValue"], size=14, ha="center", va="center", color="#666666", transform=frame.transAxes)


def color(panel: dict[str, Any], value: float) -> str:
    steps = panel["fieldConfig"]["defaults"]["thresholds"]["steps"]
    last = [step["color"] for step in steps if step["value"] is None or value >= step["value"]][-1]
    return {"green": "#3a9d6e", "red": "#c0392b", "orange": "#e07b39", "blue": "#1b6ca8"}[last]


def points(series: dict[str, Any], start: float) -> list[tuple[float, float]]:
    """Moments and values; a line that was not there for a while is not drawn through."""
    found: list[tuple[float, float]] = []
    for moment, value in ((float(t) - start, float(v)) for t, v in series["values"]):
        if found and moment - found[-1][0] > 1.5:
            found.append((moment - 1, math.nan))
        found.append((moment, value))
    return found


def draw_lines(frame: Axes, panel: dict[str, Any], kept: dict[str, Any]) -> None:
    title(frame, panel)
    unit = panel["fieldConfig"]["defaults"]["unit"]
    stacked = "stacking" in panel["fieldConfig"]["defaults"]["custom"]
    found = [
        (name(target["legendFormat"], one["metric"]), points(one, kept["start"]))
        for target in panel["targets"]
        for one in kept["series"][target["expr"]]
    ]
    found.sort(key=lambda line: -highest([line]))
    narrow = panel["gridPos"]["w"] < 8
    axes = inside(frame, 0.18 if narrow else 0.12, 0.27, 0.78 if narrow else 0.85, 0.6)
    if stacked:
        times = sorted({moment for _, line in found for moment, value in line if not math.isnan(value)})
        values = [[dict(line).get(moment, 0.0) for moment in times] for _, line in found]
        axes.stackplot(times, values, colors=COLORS, alpha=0.75, labels=[text for text, _ in found])
    else:
        for index, (text, line) in enumerate(found):
            axes.plot(*zip(*line, strict=True), color=COLORS[index % len(COLORS)], linewidth=1.2, label=text)
    if "min" in panel["fieldConfig"]["defaults"]:
        axes.set_ylim(bottom=0, top=None if highest(found) > 0 else 1)
    axes.yaxis.set_major_locator(pyplot.MaxNLocator(4))
    axes.yaxis.set_major_formatter(lambda value, _: say(value, unit))
    axes.xaxis.set_major_locator(pyplot.MaxNLocator(5))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f} s")
    axes.tick_params(labelsize=6.5, length=2)
    axes.grid(color="#e5e5e5", linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    handles, texts = axes.get_legend_handles_labels()
    if handles:
        longest = max(len(text) for text in texts)
        columns = 2 if longest < (14 if narrow else 34) else 1
        texts = [text if len(text) < 64 else text[:62] + "…" for text in texts]
        place = {"loc": "lower left", "bbox_to_anchor": (0.01, -0.02)}
        shown = 4 if columns == 2 else 3
        frame.legend(handles[:shown], texts[:shown], **place, ncols=columns, fontsize=6.5, frameon=False, handlelength=1)


def highest(lines: list[tuple[str, list[tuple[float, float]]]]) -> float:
    return max((value for _, line in lines for _, value in line if not math.isnan(value)), default=0)


def draw_table(frame: Axes, panel: dict[str, Any], kept: dict[str, Any]) -> None:
    title(frame, panel)
    names = panel["transformations"][1]["options"]["renameByName"]
    labels = {label: text for label, text in names.items() if not label.startswith("Value")}
    columns = [text for label, text in names.items() if label.startswith("Value")]
    settings = {o["matcher"]["options"]: {p["id"]: p["value"] for p in o["properties"]} for o in panel["fieldConfig"]["overrides"]}
    rows: dict[tuple[str, ...], dict[str, float]] = {}
    newest = max(float(one["values"][-1][0]) for target in panel["targets"] for one in kept["series"][target["expr"]])
    for target, column in zip(panel["targets"], columns, strict=True):
        for one in kept["series"][target["expr"]]:
            if float(one["values"][-1][0]) == newest:
                key = tuple(one["metric"].get(label, "") for label in labels)
                rows.setdefault(key, {})[column] = float(one["values"][-1][1])
    sort = panel["options"]["sortBy"][0]["displayName"]
    ordered = sorted((row for row in rows.items() if sort in row[1]), key=lambda row: -row[1][sort])[:8]
    wide = 110 if panel["gridPos"]["w"] == 24 else 52
    cells = [
        [cut(text, wide) for text in key]
        + [say(values[c], settings[c]["unit"], settings[c].get("decimals")) if c in values else "–" for c in columns]
        for key, values in ordered
    ]
    head = [*labels.values(), *columns]
    widths = [max([len(head[i]), *(len(row[i]) for row in cells)]) + 2 for i in range(len(head))]
    axes = inside(frame, 0.02, 0.02, 0.96, 0.85)
    axes.set_axis_off()
    drawn = axes.table(cells, colLabels=head, colWidths=[w / sum(widths) for w in widths], cellLoc="left", colLoc="left", loc="upper left")  # fmt: skip
    drawn.auto_set_font_size(False)
    drawn.set_fontsize(6.5)
    for (row, _), cell in drawn.get_celld().items():
        cell.set(edgecolor="#e5e5e5", linewidth=0.5, height=1 / 9)
        cell.set_text_props(weight="bold" if row == 0 else "normal")


def cut(text: str, most: int) -> str:
    text = text.rsplit("/", 1)[-1] if "://" in text else text
    return text if len(text) <= most else text[: most - 1] + "…"


DRAW = {"row": draw_row, "stat": draw_number, "timeseries": draw_lines, "table": draw_table}

if __name__ == "__main__":
    data = json.loads(Path(sys.argv[1]).read_text())
    for source, drawing in DRAWN.items():
        draw(json.loads((BOARDS / source).read_text()), data, Path(sys.argv[2], drawing))
