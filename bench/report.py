"""Writes measurements down: performance.json keeps them, performance.md and .svg show them.

Times are shown as ratios only: seconds say more about a machine than about a program.
"""

import json
import statistics
from itertools import pairwise
from pathlib import Path

import known_ways
import plot
from ratios import Figure, Spread, over_rounds, paired

_START, _END = "<!-- measured: begin -->", "<!-- measured: end -->"
_NEW_PAGE = f"# Performance\n\n{_START}\n{_END}\n"
_JSON = "performance.json"
_NONE = "–"


def add_run(folder: Path, run: dict) -> None:
    """Adds a run to those in `folder`, in place of one of the same number of rows and files."""
    kept = _kept(folder)
    size = (run["rows"], run["files"])
    runs = [other for other in kept["runs"] if (other["rows"], other["files"]) != size] + [run]
    kept["runs"] = sorted(runs, key=lambda other: (other["rows"], other["files"]))
    _write(folder, kept)


def set_plans(folder: Path, plans: dict) -> None:
    """Puts what planning takes in place of what was measured before."""
    _write(folder, _kept(folder) | {"plans": plans})


def _kept(folder: Path) -> dict:
    kept = folder / _JSON
    return json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {"runs": []}


def _write(folder: Path, measured: dict) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _JSON).write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    page = folder / "performance.md"
    text = page.read_text(encoding="utf-8") if page.exists() else _NEW_PAGE
    before, rest = text.split(_START)
    after = rest.split(_END)[1]
    page.write_text(before + _START + "\n" + _measured(measured) + _END + after, encoding="utf-8")
    plot.write(folder / "performance.svg", measured["runs"])


def _measured(measured: dict) -> str:
    runs = measured["runs"]
    parts = ["![Time of each way as a ratio](performance.svg)\n"] if runs else []
    parts += [_run(run) for run in runs]
    parts += [_growth(small, large) for small, large in pairwise(runs)]
    parts += [_plans(measured["plans"])] if "plans" in measured else []
    return "\n".join(part for part in parts if part)


def _run(run: dict) -> str:
    rows_a_file = -(-run["rows"] // run["files"])
    lines = [
        f"## {run['rows']:,} rows in {_files(run['files'])}, {run['bytes'] / 2**20:,.0f} MiB",
        "",
        f"Repeat with `bench/run.sh --rows {run['rows']} --rows-per-file {rows_a_file}"
        f" --rounds {run['rounds']}`.",
        f"Rounds: {run['rounds']}; three figures are the least, the median and the largest of them."
        f" {_where(run)}",
        "",
        "| Way | time ÷ store's copy | time ÷ plain job | CPU ÷ plain job"
        " | CPU with the store's ÷ plain job | peak memory, MiB | moved, % of the table |",
        "|---|---|---|---|---|---|---|",
    ]
    for way in known_ways.ALL:
        if way.name in run["results"]:
            lines.append(_row(way.title, run, way.name))
            if not way.after and "produce" in run["results"][way.name][0]["phases"]:
                lines.append(_produce_row(way.title, run, way.name))
    return "\n".join(lines) + "\n"


def _files(number: int) -> str:
    return f"{number:,} file{'s' * (number != 1)}"


def _where(measured: dict) -> str:
    facts = ", ".join(f"{name} {value}" for name, value in measured["machine"].items())
    return f"Measured {measured['date']}: {facts}."


def _plans(plans: dict) -> str:
    lines = [
        f"## Planning over {plans['files']:,} raw files",
        "",
        f"Repeat with `bench/plan.sh --files {plans['files']}`. {_where(plans)}",
        "",
        "| Target | to add | time ÷ Spark's start and end | peak memory, MiB |",
        "|---|---|---|---|",
    ]
    for case in plans["cases"]:
        ratio = _figure(case["wall"] / plans["start"]["wall"])
        memory = f"{case['peak'] / 2**20:,.0f}"
        lines.append(_cells(case["title"], f"{case['to_add']:,}", ratio, memory))
    return "\n".join(lines) + "\n"


def _row(title: str, run: dict, name: str) -> str:
    results = run["results"][name]
    moved = [100 * (r["received"] + r["sent"]) / run["bytes"] for r in results]
    return _cells(
        title,
        _ratio(run, name, _wall, known_ways.FLOOR),
        _ratio(run, name, _wall, known_ways.PLAIN),
        _ratio(run, name, _cpu, known_ways.PLAIN),
        _ratio(run, name, _cpu_with_store, known_ways.PLAIN),
        f"{max(r['peak'] for r in results) / 2**20:,.0f}",
        _figure(statistics.median(moved)),
    )


def _produce_row(title: str, run: dict, name: str) -> str:
    ratio = paired(run, name, _phase("produce"), known_ways.FLOOR, _phase("copy"))
    return _cells(
        f"… of {title}: producing ÷ copying, without start-up", _shown(ratio), *[_NONE] * 5
    )


def _cells(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _wall(result: dict) -> float:
    return result["wall"]


def _cpu(result: dict) -> float:
    return result["cpu"]


def _cpu_with_store(result: dict) -> float:
    return result["cpu"] + result["store_cpu"]


def _phase(name: str) -> Figure:
    """The seconds of one phase."""
    return lambda result: result["phases"][name]


def _ratio(run: dict, name: str, figure: Figure, to: str) -> str:
    return _shown(paired(run, name, figure, to, figure))


def _shown(spread: Spread | None) -> str:
    if spread is None:
        return _NONE
    figures = [_figure(value) for value in (spread.least, spread.median, spread.largest)]
    return " / ".join(figures) if len(set(figures)) > 1 else figures[0]


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _growth(small: dict, large: dict) -> str:
    """How much longer each way takes for the larger table, against the plain job."""
    both = [
        way
        for way in known_ways.ALL
        if way.result != known_ways.NOTHING
        and way.name in small["results"]
        and way.name in large["results"]
    ]
    if known_ways.PLAIN not in [way.name for way in both]:
        return ""
    added = {
        way.name: over_rounds(large, way.name, _wall).median
        - over_rounds(small, way.name, _wall).median
        for way in both
    }
    lines = [
        f"## From {small['rows']:,} to {large['rows']:,} rows",
        "",
        "Time added, as a share of the time that the plain job adds (medians).",
        "",
        "| Way | share |",
        "|---|---|",
    ]
    lines += [_cells(way.title, _figure(added[way.name] / added[known_ways.PLAIN])) for way in both]
    return "\n".join(lines) + "\n"
