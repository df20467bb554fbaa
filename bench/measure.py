"""Measures ways to the same table in turn, round after round, and checks every result.

Started by run.sh, which sets SPARK_HOME and MINIO_BIN.
"""

import argparse
import json
import os
import sys
from pathlib import Path

import check
import dataset
import known_ways
import local
import machine
import process
import report
import services
from known_ways import Way
from store import Place, Store


class WrongResult(Exception):
    """A way that failed, or whose target is not what it must be."""


class Bench:
    """One run: the same data and services for every way."""

    def __init__(self, running: Store, data: dataset.Dataset):
        self._store = running
        self._data = data
        self._oracles: dict[bool, check.Oracle] = {}

    def run_chain(self, chain: list[Way], round_number: int) -> list[tuple[str, dict]]:
        """Measures ways that share one fresh target, and takes the target away."""
        target = Place(f"out/{chain[0].name}-{round_number}")
        history = Place(target.prefix + "_lookups")
        try:
            return [(way.name, self._run(way, target, round_number)) for way in chain]
        finally:
            self._data.shrink(self._store)
            self._store.delete(target)
            self._store.delete(history)

    def _run(self, way: Way, target: Place, round_number: int) -> dict:
        if way.grows:
            self._data.grow(self._store)
        oracle = self._oracle(way.grows)
        log_before = self._store.objects(_log(target))
        # What an earlier way left to be written to disk is not this one's to pay.
        os.sync()
        before = self._store.counters()
        output = services.LOGS / f"{way.name}-{round_number}"
        command = way.command(self._data.place, target)
        used = process.measure(command, local.ROOT / "bench", output)
        moved = self._store.counters().since(before)
        if used.exit_code != 0:
            raise WrongResult(f"{way.name} ended with {used.exit_code}; see {output}.err")
        difference = oracle.difference(way, target, whole=round_number == 1)
        if difference:
            raise WrongResult(f"{way.name} made a wrong table: {difference}")
        if (
            way.idle
            and known_ways.incremental()
            and self._store.objects(_log(target)) != log_before
        ):
            raise WrongResult(f"{way.name} committed where there was nothing to do")
        return {
            "wall": used.wall_seconds,
            "cpu": used.cpu_seconds,
            "peak": used.peak_bytes,
            "received": moved.received,
            "sent": moved.sent,
            "requests": moved.requests,
            "store_cpu": moved.cpu_seconds,
            "phases": _phases(output) if way.tells_phases else {},
        }

    def _oracle(self, grown: bool) -> check.Oracle:
        """The oracle of the raw table as it is; it knows as much the next time."""
        if grown not in self._oracles:
            self._oracles[grown] = check.Oracle(self._data.place)
        return self._oracles[grown]


def _log(table: Place) -> Place:
    return Place(f"{table.prefix}/_delta_log")


def _phases(output: Path) -> dict[str, float]:
    """Seconds by phase, in the line of JSON that is a program's result."""
    lines = Path(f"{output}.out").read_text(encoding="utf-8").splitlines()
    return json.loads(lines[-1]).get("phases", {})


def archive_classes(running: Store, data: dataset.Dataset) -> None:
    """As users do it once: by a run, which is not measured."""
    target = Place("out/archive")
    output = services.LOGS / "archive"
    command = known_ways.archive_classes(data.place, target)
    if process.measure(command, local.ROOT / "bench", output).exit_code != 0:
        raise SystemExit(f"Cannot make an archive of classes; see {output}.err")
    running.delete(target)
    running.delete(Place(target.prefix + "_lookups"))


def measure(chains: list[list[Way]], bench: Bench, rounds: int) -> dict[str, list[dict]]:
    """Interleaved; each round begins with another way."""
    results: dict[str, list[dict]] = {way.name: [] for chain in chains for way in chain}
    for number in range(1, rounds + 1):
        shift = (number - 1) % len(chains)
        for chain in chains[shift:] + chains[:shift]:
            for name, result in bench.run_chain(chain, number):
                results[name].append(result)
                print(
                    f"round {number}  {name:14} {result['wall']:8.1f} s"
                    f" {result['cpu']:8.1f} s CPU {result['peak'] / 2**20:8.0f} MiB"
                    f" {(result['received'] + result['sent']) / 2**20:9.1f} MiB moved",
                    flush=True,
                )
    return results


def arguments() -> argparse.Namespace:
    names = [way.name for way in known_ways.available()]
    parser = argparse.ArgumentParser(prog="bench/run.sh", description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=8_000_000, help="rows of the raw table")
    parser.add_argument("--rows-per-file", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3, help="times each way is measured")
    parser.add_argument("--ways", default=",".join(names), help="default: %(default)s")
    parser.add_argument(
        "--out", type=Path, default=local.ROOT / "docs", help="where performance.* are written"
    )
    return parser.parse_args()


def main() -> int:
    given = arguments()
    chains = known_ways.chains(given.ways.split(","))
    with services.running() as running:
        running.delete(Place("out"))
        data = dataset.ensure(running, given.rows, given.rows_per_file, services.LOGS)
        if any(way.name == "ours-archive" for chain in chains for way in chain):
            archive_classes(running, data)
        results = measure(chains, Bench(running, data), given.rounds)
    report.add_run(
        given.out,
        {
            "rows": data.rows,
            "files": data.files,
            "bytes": data.bytes,
            "rounds": given.rounds,
            **machine.facts(),
            "results": results,
        },
    )
    print(f"Wrote {given.out}/performance.md")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except WrongResult as e:
        sys.exit(f"bench: {e}")
