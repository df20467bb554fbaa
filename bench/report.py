"""Writes measurements down: performance.json keeps them, performance.md and .svg show them.

Times are shown as ratios, since seconds say more about a machine than about a program. Seconds are
shown besides where lines of Spark are compared.
"""

import json
import statistics
from itertools import pairwise
from pathlib import Path

import cells
import known_ways
import lines_section
import plot
import work_section
import works
from ratios import over_rounds, paired

_START, _END = "<!-- measured: begin -->", "<!-- measured: end -->"
_NEW_PAGE = f"# Performance\n\n{_START}\n{_END}\n"
_JSON = "performance.json"


def add_run(folder: Path, run: dict) -> None:
    """Adds a run to those in `folder`, in place of one of the same work, lines, rows and files."""
    kept = _kept(folder)
    runs = [other for other in kept["runs"] if _order(other) != _order(run)] + [run]
    kept["runs"] = sorted(runs, key=_order)
    _write(folder, kept)


def _order(run: dict) -> tuple[int, list[str], int, int]:
    """Of a run on the page; no two on it have the same."""
    work = list(works.ALL).index(works.of(run).name)
    return work, works.lines(run), run["rows"], run["files"]


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
    compared = [run for run in runs if len(works.lines(run)) > 1]
    alone = [run for run in runs if run not in compared]
    large_files = [run for run in alone if works.of(run) is works.LARGE_FILES]
    others = [run for run in alone if run not in large_files]
    parts = ["![Time of each way as a ratio](performance.svg)\n"] if runs else []
    parts += [_run(run) for run in large_files]
    parts += [
        _growth(small, large)
        for small, large in pairwise(large_files)
        if works.lines(small) == works.lines(large)
    ]
    parts += [lines_section.section(run) for run in compared]
    parts += [work_section.section(run) for run in others]
    parts += [_plans(measured["plans"])] if "plans" in measured else []
    return "\n".join(part for part in parts if part)


def _run(run: dict) -> str:
    rows_a_file = -(-run["rows"] // run["files"])
    lines = [
        f"## {work_section.size(run)}",
        "",
        f"Repeat with `bench/run.sh --rows {run['rows']} --rows-per-file {rows_a_file}"
        f" --rounds {run['rounds']}{work_section.options(run)}`.",
        f"Rounds: {run['rounds']}; three figures are the least, the median and the largest of them."
        f" {cells.where(run)}",
        "",
        "| Way | time ÷ store's copy | time ÷ plain job | CPU ÷ plain job"
        " | CPU with the store's ÷ plain job | peak memory, MiB | moved, % of the table |",
        "|---|---|---|---|---|---|---|",
    ]
    for way in known_ways.of(run):
        if way.query:
            continue
        lines.append(_row(way.title, run, way.name))
        if not way.after and "produce" in run["results"][way.name][0]["phases"]:
            lines.append(_produce_row(way.title, run, way.name))
    return "\n".join(lines + work_section.more(run)) + "\n"


def _plans(plans: dict) -> str:
    lines = [
        f"## Planning over {plans['files']:,} raw files",
        "",
        f"Repeat with `bench/plan.sh --files {plans['files']}`. {cells.where(plans)}",
        "",
        "| Target | to add | time ÷ Spark's start and end | peak memory, MiB |",
        "|---|---|---|---|",
    ]
    for case in plans["cases"]:
        times = cells.figure(case["wall"] / plans["start"]["wall"])
        memory = f"{case['peak'] / 2**20:,.0f}"
        lines.append(cells.row(case["title"], f"{case['to_add']:,}", times, memory))
    return "\n".join(lines) + "\n"


def _row(title: str, run: dict, name: str) -> str:
    results = run["results"][name]
    moved = [100 * (r["received"] + r["sent"]) / run["bytes"] for r in results]
    return cells.row(
        title,
        cells.ratio(run, name, cells.wall, known_ways.FLOOR),
        cells.ratio(run, name, cells.wall, known_ways.PLAIN),
        cells.ratio(run, name, cells.cpu, known_ways.PLAIN),
        cells.ratio(run, name, cells.cpu_with_store, known_ways.PLAIN),
        f"{max(r['peak'] for r in results) / 2**20:,.0f}",
        cells.figure(statistics.median(moved)),
    )


def _produce_row(title: str, run: dict, name: str) -> str:
    ratio = paired(run, name, cells.phase("produce"), known_ways.FLOOR, cells.phase("copy"))
    title = f"… of {title}: producing ÷ copying, without start-up"
    return cells.row(title, cells.shown(ratio), *[cells.NONE] * 5)


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
        way.name: over_rounds(large, way.name, cells.wall).median
        - over_rounds(small, way.name, cells.wall).median
        for way in both
    }
    lines = [
        f"## From {small['rows']:,} to {large['rows']:,} rows{works.on_spark(large)}",
        "",
        "Time added, as a share of the time that the plain job adds (medians).",
        "",
        "| Way | share |",
        "|---|---|",
    ]
    shares = {way.title: added[way.name] / added[known_ways.PLAIN] for way in both}
    lines += [cells.row(title, cells.figure(share)) for title, share in shares.items()]
    return "\n".join(lines) + "\n"
