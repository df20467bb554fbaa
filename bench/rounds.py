"""The rounds: each way in turn on a fresh target, each result checked."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import check
import known_ways
import local
import process
import services
import spark
import tracked
from dataset import Dataset
from known_ways import NOTHING, Way
from row_groups import RowGroups
from store import Place, Store
from works import Work


class WrongResult(Exception):
    """A way that failed, or whose target is not what it must be."""


@dataclass
class Bench:
    """One run: the same data and services for every way.

    plain: what ways read that are `plain`, and whose rows are right. line: the line of Spark of
    ways that name none. late_endpoint: the store's address for ways that are `late`.
    """

    store: Store
    work: Work
    data: Dataset
    plain: Dataset
    line: str
    late_endpoint: str
    _oracles: dict[tuple[bool, int], check.Oracle] = field(default_factory=dict)

    def run_chain(self, chain: list[Way], round_number: int) -> list[tuple[str, dict]]:
        """Measures ways that share one fresh target, and takes the target away."""
        target = Place(f"out/{chain[0].name}-{round_number}")
        history = Place(target.prefix + "_lookups")
        try:
            return [(way.name, self._run(way, target, round_number)) for way in chain]
        finally:
            self.data.shrink(self.store)
            self.store.delete(target)
            self.store.delete(history)

    def _run(self, way: Way, target: Place, round_number: int) -> dict:
        if way.grows:
            self.data.grow(self.store)
        if way.change is not None:
            tracked.change(way.change, self.data.rows)
        log_before = self.store.objects(_log(target))
        # What an earlier way left to be written to disk is not this one's to pay.
        os.sync()
        before = self.store.counters()
        output = services.LOGS / f"{way.name}-{round_number}"
        raw = (self.plain if way.plain else self.data).place
        with process.environment(
            SPARK_HOME=str(spark.home(way.line or self.line)),
            SPARK_DRIVER_MEMORY=way.heap,
            AWS_ENDPOINT_URL=self.late_endpoint if way.late else self.store.endpoint,
        ):
            used = process.measure(way.command(raw, target), local.ROOT / "bench", output)
        moved = self.store.counters().since(before)
        if used.exit_code != 0:
            raise WrongResult(f"{way.name} ended with {used.exit_code}; see {output}.err")
        said = _said(output) if way.tells_phases else {}
        self._check(way, target, said, whole=round_number == 1)
        if way.idle and known_ways.incremental() and self.store.objects(_log(target)) != log_before:
            raise WrongResult(f"{way.name} committed where there was nothing to do")
        return {
            "wall": used.wall_seconds,
            "cpu": used.cpu_seconds,
            "peak": used.peak_bytes,
            "received": moved.received,
            "sent": moved.sent,
            "requests": moved.requests,
            "store_cpu": moved.cpu_seconds,
            "phases": said.get("phases", {}),
            **self._row_groups(way, target),
        }

    def _check(self, way: Way, target: Place, said: dict, whole: bool) -> None:
        oracle = self._oracle(way.grows, way.change or 0)
        if way.query:
            difference = oracle.query_difference(way.query, said["answer"])
        else:
            difference = oracle.difference(way, target, whole)
        if difference:
            raise WrongResult(f"{way.name} gave a wrong result: {difference}")

    def _oracle(self, grown: bool, changes: int) -> check.Oracle:
        """The oracle of raw table and lookup as they are; it knows as much the next time."""
        if (grown, changes) not in self._oracles:
            self._oracles[grown, changes] = check.Oracle(
                self.work.answer.answer(self.plain.place), tracked.sql(changes, self.data.rows)
            )
        return self._oracles[grown, changes]

    def _row_groups(self, way: Way, target: Place) -> dict:
        """Their sizes, where this work is about them."""
        if not self.work.least_row_group or way.result == NOTHING:
            return {}
        groups = RowGroups.of(target)
        fault = groups.fault(self.work.least_row_group) if way.ours else None
        if fault:
            raise WrongResult(f"{way.name} made {fault}")
        return {"row_groups": groups.summary()}


def _log(table: Place) -> Place:
    return Place(f"{table.prefix}/_delta_log")


def _said(output: Path) -> dict:
    """The line of JSON that is a program's result."""
    lines = Path(f"{output}.out").read_text(encoding="utf-8").splitlines()
    return json.loads(lines[-1])


def measure(chains: list[list[Way]], bench: Bench, rounds: int) -> dict[str, list[dict]]:
    """Interleaved; each round begins with another way."""
    results: dict[str, list[dict]] = {way.name: [] for chain in chains for way in chain}
    for number in range(1, rounds + 1):
        shift = (number - 1) % len(chains)
        for chain in chains[shift:] + chains[:shift]:
            for name, result in bench.run_chain(chain, number):
                results[name].append(result)
                print(
                    f"round {number}  {name:20} {result['wall']:8.1f} s"
                    f" {result['cpu']:8.1f} s CPU {result['peak'] / 2**20:8.0f} MiB"
                    f" {(result['received'] + result['sent']) / 2**20:9.1f} MiB moved"
                    f" {result['requests']:7} requests",
                    flush=True,
                )
    return results
