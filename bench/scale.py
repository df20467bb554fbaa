"""Measures first runs over raw tables of several sizes, and fits what each unit of work costs.

Then runs with several executors, with late answers and plans over large logs are compared with what
the fitted costs foretell. Started by scale.sh.
"""

import argparse
import json
import sys
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import numpy

import dataset
import known_ways
import local
import machine
import merchants
import plan
import process
import proxy
import scale_page
import services
from store import Place, Store

_FILE = "scale.json"
_ORIGIN = dataset.by_hand("small", lambda rows: merchants.KEYS)
_LEAST_COPIED = 5 * 2**20
_LEAST_ROW_GROUP = 512 * 2**10
UNITS = ("run", "tiny file", "small file", "GiB of small files", "large file", "GiB of large files")
COSTS = ("cpu", "requests", "moved")


@dataclass(frozen=True)
class Point:
    """A first run over `files` raw files of `rows_a_file` rows (160 bytes each, about).

    executors: 0 for one process with all cores, else processes of one core each. delay: how many
    milliseconds later the store answers.
    """

    files: int
    rows_a_file: int
    executors: int = 0
    delay: int = 0

    @property
    def master(self) -> str:
        return f"local-cluster[{self.executors},1,1024]" if self.executors else "local[*]"


FITTED = [
    *(Point(files, 100) for files in (200, 500, 1000)),
    *(Point(files, 8_000) for files in (40, 100, 200)),
    *(Point(files, 24_000) for files in (20, 40, 80)),
    *(Point(files, 200_000) for files in (4, 8, 16)),
    *(Point(files, 1_000_000) for files in (1, 3)),
]
CHECKED = [
    Point(150, 8_000),
    Point(10, 200_000),
    *(Point(200, 8_000, executors, delay) for executors in (2, 4) for delay in (0, 30)),
]
PLANS = {20_000: "1g", 100_000: "1g", 1_000_000: "8g"}


def units(files: int, size: int) -> list[float]:
    """How much there is of each unit of work."""
    mean = size / files
    if mean >= _LEAST_COPIED:
        return [1, 0, 0, 0, files, size / 2**30]
    if mean < _LEAST_ROW_GROUP:
        return [1, files, 0, size / 2**30, 0, 0]
    return [1, 0, files, size / 2**30, 0, 0]


def measure(store: Store, point: Point) -> dict:
    data = dataset.ensure(store, _ORIGIN, point.files * point.rows_a_file, point.rows_a_file)
    target = Place("out/scale")
    store.delete(target)
    at_once = nullcontext(store.endpoint)
    late = proxy.running(store.endpoint, point.delay) if point.delay else at_once
    output = services.LOGS / "scale"
    before = store.counters()
    with (
        late as endpoint,
        process.environment(SPARK_MASTER=point.master, AWS_ENDPOINT_URL=endpoint),
    ):
        command = known_ways.enrich()(data.place, target)
        used = process.measure(command, local.ROOT / "bench", output)
    if used.exit_code != 0:
        raise SystemExit(f"bench: {point} ended with {used.exit_code}; see {output}.err")
    went = store.counters().since(before)
    said = json.loads(Path(f"{output}.out").read_text(encoding="utf-8").splitlines()[-1])
    if said["rows"] != data.rows:
        raise SystemExit(f"bench: {point} made {said['rows']} of {data.rows} rows")
    result = {
        "files": point.files,
        "bytes": data.bytes,
        "executors": point.executors,
        "delay": point.delay,
        "wall": used.wall_seconds,
        "cpu": used.cpu_seconds,
        "peak": used.peak_bytes,
        "requests": went.requests,
        "moved": (went.received + went.sent) / 2**30,
        "produce": said["phases"]["produce"],
    }
    print({name: round(value, 2) for name, value in result.items()}, flush=True)
    return result


def fit(results: list[dict]) -> dict[str, list[float]]:
    """For each cost what each unit takes: least squares, in which no unit earns anything."""
    work = numpy.array([units(result["files"], result["bytes"]) for result in results])
    return {cost: _fit(work, numpy.array([result[cost] for result in results])) for cost in COSTS}


def _fit(work: numpy.ndarray, cost: numpy.ndarray) -> list[float]:
    kept = list(range(work.shape[1]))
    while True:
        # Large runs have as much weight as small ones.
        found, *_ = numpy.linalg.lstsq(work[:, kept] / cost[:, None], cost / cost, rcond=None)
        if (found >= 0).all():
            break
        kept.pop(int(found.argmin()))
    fitted = [0.0] * work.shape[1]
    for unit, value in zip(kept, found, strict=True):
        fitted[unit] = float(value)
    return fitted


def foretold(costs: list[float], result: dict) -> float:
    return float(numpy.dot(costs, units(result["files"], result["bytes"])))


def measure_plans(store: Store, sizes: dict[int, str]) -> list[dict]:
    return [
        {"heap": heap, **plan.measure_next(store, files, heap)} for files, heap in sizes.items()
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench/scale.sh", description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, default=local.ROOT / "docs")
    parser.add_argument("--no-plans", action="store_true", help="leave the plans as they are")
    parser.add_argument("--plans-only", action="store_true", help="leave the runs as they are")
    given = parser.parse_args()
    kept = given.out / _FILE
    measured = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    with services.running() as store:
        if not given.plans_only:
            fitted = [measure(store, point) for point in FITTED]
            costs = fit(fitted)
            checked = [measure(store, point) for point in CHECKED]
            for result in checked:
                result["foretold"] = {cost: foretold(costs[cost], result) for cost in COSTS}
            measured |= {"fitted": fitted, "costs": costs, "checked": checked}
        if not given.no_plans:
            measured["plans"] = measure_plans(store, PLANS)
    measured |= machine.facts()
    given.out.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    scale_page.write(given.out, measured, UNITS)
    print(f"Wrote {given.out}/scale.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
