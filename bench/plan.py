"""Measures `plan` over a raw table of many files, of which only the log exists: it reads no other.

One small table is made and enriched for real; its log entries, renamed, make the large logs. Each
file has statistics of its own, as in a real log, where they are most of it. Started by plan.sh.
"""

import argparse
import copy
import json
import re
import sys
from pathlib import Path

import deltalake

import dataset
import known_ways
import local
import machine
import process
import report
import services
import spark
from store import Place, Store

_TEMPLATE_ROWS = 1000
_FILE_BYTES = 160 * 2**20
_SOURCES = "deltaEnrich.sources"


class Log:
    """A log of two versions: a checkpoint with all files but one, and a commit that adds it."""

    def __init__(self, template: list[dict]):
        self._head = [a for a in template if "protocol" in a or "metaData" in a]
        self._commit = [a for a in template if "commitInfo" in a or "txn" in a]
        (self._file,) = [a for a in template if "add" in a]

    def write(self, store: Store, place: Place, files: int) -> None:
        store.delete(place)
        first = self._head + [self._add(number) for number in range(files - 1)]
        _write_entry(store, place, 0, first)
        deltalake.DeltaTable(place.s3).create_checkpoint()
        _write_entry(store, place, 1, self._commit + [self._add(files - 1)])

    def _add(self, number: int) -> dict:
        action = copy.deepcopy(self._file)
        action["add"]["path"] = f"{number:06d}-{action['add']['path']}"
        action["add"]["size"] = _FILE_BYTES
        action["add"]["stats"] = _statistics(action["add"]["stats"], number)
        tags = action["add"].get("tags") or {}
        if _SOURCES in tags:
            (source,) = json.loads(tags[_SOURCES])
            tags[_SOURCES] = json.dumps([f"{number:06d}-{_sized(source)}"])
        return action


def _sized(source: str) -> str:
    """A source's id says its size, too."""
    return re.sub(r"\?\d+,", f"?{_FILE_BYTES},", source)


def _statistics(template: str, number: int) -> str:
    statistics = json.loads(template)
    for bounds in ("minValues", "maxValues"):
        for column, value in statistics[bounds].items():
            if isinstance(value, str) and not value[:4].isdigit():
                statistics[bounds][column] = f"{value[:24]}{number:08d}"
    return json.dumps(statistics, ensure_ascii=False, separators=(",", ":"))


def _write_entry(store: Store, place: Place, version: int, actions: list[dict]) -> None:
    lines = "".join(json.dumps(action) + "\n" for action in actions)
    store.write(f"{place.prefix}/_delta_log/{version:020d}.json", lines.encode())


def _first_entry(store: Store, place: Place) -> list[dict]:
    content = store.read(f"{place.prefix}/_delta_log/{0:020d}.json")
    return [json.loads(line) for line in content.splitlines()]


def _run(name: str, command: list[str]) -> tuple[process.Usage, str]:
    """Runs a command to its end; what it took, and the last line that it printed."""
    output = services.LOGS / name
    used = process.measure(command, local.ROOT, output)
    if used.exit_code != 0:
        raise SystemExit(f"bench: {name} ended with {used.exit_code}; see {output}.err")
    printed = Path(f"{output}.out").read_text(encoding="utf-8").splitlines()
    return used, printed[-1] if printed else ""


def _make_logs(store: Store, raw: Place, target: Place, files: int) -> Place:
    """Raw has one file more than the target; returns where the target's lookups are kept."""
    small = dataset.ensure(store, dataset.by_spark(), _TEMPLATE_ROWS, _TEMPLATE_ROWS).place
    enriched = Place("out/template")
    _run("template", known_ways.enrich()(small, enriched))
    Log(_first_entry(store, small)).write(store, raw, files)
    Log(_first_entry(store, enriched)).write(store, target, files - 1)
    return Place(enriched.prefix + "_lookups")


def _case(name: str, title: str, command: list[str], to_add: int) -> dict:
    used, said = _run(name, command)
    found = json.loads(said)["filesToAdd"]
    if found != to_add:
        raise SystemExit(f"bench: {name} would add {found} files instead of {to_add}")
    print(f"{title}: {used.wall_seconds:.1f} s, {used.peak_bytes / 2**20:.0f} MiB", flush=True)
    return _figures(used) | {"title": title, "to_add": to_add}


def _figures(used: process.Usage) -> dict:
    return {"wall": used.wall_seconds, "cpu": used.cpu_seconds, "peak": used.peak_bytes}


def _measure(store: Store, files: int) -> dict:
    raw, target, none = Place("out/plan-raw"), Place("out/plan-target"), Place("out/plan-none")
    store.delete(Place("out"))
    history = _make_logs(store, raw, target, files)
    # Before incremental runs there is one plan only: everything.
    new = 1 if known_ways.incremental() else files
    whole = f"of {files - 1:,} files"
    lookups = ("--set", f"lookup.history.path={history.s3a}")
    plan = known_ways.submit("plan", *lookups)
    fast_plan = known_ways.submit("plan", *lookups, archive=True)
    keep = known_ways.submit("plan", *lookups, archive=True, first=("--archive-classes",))
    try:
        _run("archive", keep(raw, target))
        return {
            "files": files,
            **machine.facts(),
            "start": _figures(_run("start", spark.submit("ways/spark_start.py"))[0]),
            "cases": [
                _case("first", "none yet", plan(raw, none), files),
                _case("next", whole, plan(raw, target), new),
                _case(
                    "next-archive",
                    f"{whole}; with an archive of classes",
                    fast_plan(raw, target),
                    new,
                ),
            ],
        }
    finally:
        store.delete(Place("out"))


def measure_next(store: Store, files: int, heap: str) -> dict:
    """The plan of a run that has one file to add, in a driver of some heap."""
    raw, target = Place("out/plan-raw"), Place("out/plan-target")
    store.delete(Place("out"))
    history = _make_logs(store, raw, target, files)
    logs = {**store.objects(raw), **store.objects(target)}
    lookups = ("--set", f"lookup.history.path={history.s3a}")
    try:
        with process.environment(SPARK_DRIVER_MEMORY=heap):
            command = known_ways.submit("plan", *lookups)(raw, target)
            measured = _case("next", f"{files:,} files", command, 1)
    finally:
        store.delete(Place("out"))
    return {"files": files, "log_bytes": sum(logs.values()), **measured}


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench/plan.sh", description=__doc__.split("\n")[0])
    parser.add_argument("--files", type=int, default=100_000, help="files of the raw table")
    parser.add_argument("--out", type=Path, default=local.ROOT / "docs")
    given = parser.parse_args()
    with services.running() as store:
        measured = _measure(store, given.files)
    report.set_plans(given.out, measured)
    print(f"Wrote {given.out}/performance.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
