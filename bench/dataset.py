"""The raw table: made once for each size, kept in the store."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.metadata import version

import local
import process
import services
import spark
import vectors
from raw_tables import RawTable
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
        """One more version, and its files."""
        store.write(_entry(self.place, 1), store.read(_aside(self.place)))

    def shrink(self, store: Store) -> None:
        """Back to version 0. Harmless where it is there already."""
        store.delete_key(_entry(self.place, 1))


@dataclass(frozen=True)
class Origin:
    """Where raw tables of a kind come from.

    name: begins their names in the store. make: writes one of some rows, and rows a file; returns
    the log entry of version 1. sources, packages: a table is made anew after a change of them.
    answer: SQL of a table's rows that takes no way's word for them.
    """

    name: str
    make: Callable[[Store, Place, int, int], bytes]
    sources: tuple[str, ...]
    packages: tuple[str, ...] = ()
    answer: Callable[[Place], str] = lambda place: f"delta_scan('{place.s3}')"

    def place(self, rows: int, rows_a_file: int) -> Place:
        recipe = b"".join((local.ROOT / "bench" / source).read_bytes() for source in self.sources)
        recipe += "".join(f"{package} {version(package)}" for package in self.packages).encode()
        return Place(f"{self.name}-{rows}-{rows_a_file}-{hashlib.sha256(recipe).hexdigest()[:8]}")


def ensure(store: Store, origin: Origin, rows: int, rows_a_file: int) -> Dataset:
    """The table of that size; made where it is not there or half made."""
    place = origin.place(rows, rows_a_file)
    if store.read(_aside(place)) is None:
        print(f"Making {rows:,} rows: {origin.name}", flush=True)
        store.delete(place)
        store.write(_aside(place), origin.make(store, place, rows, rows_a_file))
    dataset = _described(store, place, rows)
    dataset.shrink(store)
    return dataset


def by_spark() -> Origin:
    return Origin("raw", _by_spark, ("generate.py", "merchants.py"))


def by_hand(
    name: str,
    keys: Callable[[int], int],
    grows: bool = False,
    mapped: bool = False,
    deletes: bool = False,
    of_devices: Callable[[int], int] = lambda _: 0,
) -> Origin:
    """Without Spark; `keys` and `of_devices`: how many merchants and devices so many rows have."""

    def make(store: Store, place: Place, rows: int, rows_a_file: int) -> bytes:
        added = max(1, rows // rows_a_file // 100) if grows else 0
        table = RawTable(rows, rows_a_file, keys(rows), added, of_devices(rows), mapped, deletes)
        return table.write(store, place)

    def remaining(place: Place) -> str:
        files = f"read_parquet('{place.s3}/*.parquet')"
        return f"(SELECT * FROM {files} WHERE NOT ({vectors.DELETED_SQL}))"

    sources = ("columns.py", "parquet_files.py", "raw_tables.py", "vectors.py")
    sources += ("merchants.py", "devices.py")
    origin = Origin(name, make, sources, ("duckdb", "pyarrow"))
    return replace(origin, answer=remaining) if deletes else origin


def _by_spark(store: Store, place: Place, rows: int, rows_a_file: int) -> bytes:
    command = spark.submit("generate.py", place.s3a, str(rows), str(rows_a_file), memory="3g")
    output = services.LOGS / "generate"
    used = process.measure(command, local.ROOT, output)
    if used.exit_code != 0:
        raise SystemExit(f"Cannot make the raw table: exit code {used.exit_code}; see {output}.err")
    return store.read(_entry(place, 1))


def _described(store: Store, place: Place, rows: int) -> Dataset:
    actions = [json.loads(line) for line in store.read(_entry(place, 0)).splitlines()]
    sizes = [action["add"]["size"] for action in actions if "add" in action]
    return Dataset(place, rows, len(sizes), sum(sizes))


def _entry(place: Place, version: int) -> str:
    return f"{place.prefix}/_delta_log/{version:020d}.json"


def _aside(place: Place) -> str:
    return f"{place.prefix}-aside/1.json"
