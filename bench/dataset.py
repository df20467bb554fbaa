"""The raw table: made once for each size, kept in the store."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import local
import process
import spark
from store import Place, Store


@dataclass(frozen=True)
class Dataset:
    """A raw table of which version 0 is shown; the log entry of version 1 is put aside.

    `rows`, `files` and `bytes` are those of version 0.
    """

    place: Place
    rows: int
    files: int
    bytes: int

    def grow(self, store: Store) -> None:
        """One more file: version 1."""
        store.write(_entry(self.place, 1), store.read(_aside(self.place)))

    def shrink(self, store: Store) -> None:
        """Back to version 0. Harmless where it is there already."""
        store.delete_key(_entry(self.place, 1))


def ensure(store: Store, rows: int, rows_a_file: int, logs: Path) -> Dataset:
    """The table of that size; made where it is not there or half made."""
    recipe = b"".join(
        (local.ROOT / "bench" / name).read_bytes() for name in ("generate.py", "merchants.py")
    )
    version = hashlib.sha256(recipe).hexdigest()[:8]
    place = Place(f"raw-{rows}-{rows_a_file}-{version}")
    if store.read(_aside(place)) is None:
        print(f"Making {rows:,} rows", flush=True)
        store.delete(place)
        command = spark.submit("generate.py", place.s3a, str(rows), str(rows_a_file), memory="3g")
        used = process.measure(command, local.ROOT, logs / "generate")
        if used.exit_code != 0:
            raise SystemExit(
                f"Cannot make the raw table: exit code {used.exit_code}; see {logs / 'generate.err'}"
            )
        store.write(_aside(place), store.read(_entry(place, 1)))
    dataset = _described(store, place, rows)
    dataset.shrink(store)
    return dataset


def _described(store: Store, place: Place, rows: int) -> Dataset:
    actions = [json.loads(line) for line in store.read(_entry(place, 0)).splitlines()]
    sizes = [action["add"]["size"] for action in actions if "add" in action]
    return Dataset(place, rows, len(sizes), sum(sizes))


def _entry(place: Place, version: int) -> str:
    return f"{place.prefix}/_delta_log/{version:020d}.json"


def _aside(place: Place) -> str:
    return f"{place.prefix}-aside/1.json"
