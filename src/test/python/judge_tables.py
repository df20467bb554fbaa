"""Judges curated tables by readers that have nothing to do with Spark.

Usage: judge_tables.py FOLDER CURATED...

FOLDER holds tables of random_tables.py, a folder a seed; CURATED are the names of curated tables beside
`raw` in each of them, made with the lookup K0 to K49, whose category is C and the number modulo 7. Every
reader must see the rows of `expected.arrow` and their categories, or refuse raw with the same words. A
table that enrich refused is not there, and a file NAME.refused in its place says why. The last line on
stdout is a JSON object: how many tables each reader found right.
"""

import collections
import datetime
import decimal
import json
import re
import sys
import urllib.parse
from pathlib import Path

import deltalake
import duckdb
import polars
import pyarrow as pa
import pyarrow.parquet as pq

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)
ADDED = "enriched_category"


def active_files(table: Path) -> list:
    """The add actions of a table without checkpoints, by a replay as simple as can be."""
    adds = {}
    for entry in sorted((table / "_delta_log").glob("*.json")):
        for action in map(json.loads, entry.read_text(encoding="utf-8").splitlines()):
            if "remove" in action:
                adds.pop(action["remove"]["path"], None)
            if "add" in action:
                adds[action["add"]["path"]] = action["add"]
    return list(adds.values())


def file_of(table: Path, path: str) -> Path:
    decoded = urllib.parse.unquote(path)
    return Path(decoded.removeprefix("file:")) if decoded.startswith("file:") else table / decoded


def none_for_empty(value: object) -> object:
    """An empty text is a null (Delta PROTOCOL, "Partition Value Serialization")."""
    return None if value == "" else value


def by_pyarrow(table: Path, names: list) -> dict:
    """File by file, without a schema that could bend values; partition columns out of the log."""
    found = {name: [] for name in names}
    for add in active_files(table):
        rows = pq.ParquetFile(file_of(table, add["path"])).read()
        for name in names:
            if name in add["partitionValues"]:
                values = [none_for_empty(add["partitionValues"][name])] * rows.num_rows
            elif name in rows.column_names:
                values = rows[name].to_pylist()
            else:
                values = [None] * rows.num_rows
            found[name] += values
    return found


def by_duckdb(table: Path, names: list) -> dict:
    """File by file as well: DuckDB's reader of Parquet, not its reader of logs."""
    found = {name: [] for name in names}
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for add in active_files(table):
        path = str(file_of(table, add["path"])).replace("'", "''")
        rows = connection.execute(f"SELECT * FROM read_parquet('{path}', hive_partitioning=false)").to_arrow_table()
        for name in names:
            if name in add["partitionValues"]:
                values = [none_for_empty(add["partitionValues"][name])] * rows.num_rows
            else:
                values = rows[name].to_pylist() if name in rows.column_names else [None] * rows.num_rows
            found[name] += values
    return found


def by_polars(table: Path, names: list) -> dict:
    rows = polars.read_delta(str(table)).to_arrow()
    return {name: rows[name].to_pylist() for name in names}


def by_delta_rs(table: Path, names: list) -> dict:
    rows = pa.table(deltalake.QueryBuilder().register("t", deltalake.DeltaTable(str(table))).execute("SELECT * FROM t").read_all())
    return {name: rows[name].to_pylist() for name in names}


# Of pages as pyarrow wrote them, of which splice takes the bytes: delta-rs's and pyarrow's own.
KNOWN_FAULTS = ["'min_delta' too large", "InitBlock EOF"]
READERS = {"pyarrow": by_pyarrow, "DuckDB": by_duckdb, "Polars of Delta": by_polars, "delta-rs": by_delta_rs}


def plain(value: object) -> object:
    """A value in a form in which readers' spellings of the same are equal."""
    if isinstance(value, datetime.datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return ("time", (moment - EPOCH) // datetime.timedelta(microseconds=1))
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, decimal.Decimal):
        return ("decimal", str(value.normalize() + 0))
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (bytes, bytearray)):
        return ("bytes", bytes(value))
    if isinstance(value, dict):
        # A map is a list of pairs to some readers, and a list of records to others.
        if set(value) == {"key", "value"}:
            return (plain(value["key"]), plain(value["value"]))
        return tuple((name, plain(item)) for name, item in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(map(plain, value))
    return value


def sorted_rows(columns: dict) -> list:
    partitions = [name for name in columns if name.startswith("p")]
    columns |= {name: list(map(none_for_empty, columns[name])) for name in partitions}
    cells = [[plain(value) for value in values] for values in columns.values()]
    return sorted(zip(*cells), key=lambda row: int(row[0]))


def category(key: object) -> object:
    match = re.fullmatch(r"K([1-4]?\d)", key or "")
    return f"C{int(match[1]) % 7}" if match else None


def expected_rows(folder: Path) -> tuple:
    with pa.memory_map(str(folder / "expected.arrow")) as source:
        table = pa.ipc.open_file(source).read_all()
    columns = {name: table[name].to_pylist() for name in table.column_names}
    columns[ADDED] = [category(key) for key in columns["merchant_id"]]
    return list(columns), sorted_rows(columns)


def difference(expected: list, found: list, names: list) -> str:
    if len(expected) != len(found):
        return f"{len(found)} rows instead of {len(expected)}"
    for right, row in zip(expected, found):
        for name, value, seen in zip(names, right, row):
            if value != seen:
                return f"row {right[0]}, column {name}: {seen!r} instead of {value!r}"
    return ""


def judge(folder: Path, curated: str, right: collections.Counter) -> list:
    names, expected = expected_rows(folder)
    faults = []
    for reader, read in READERS.items():
        try:
            found = sorted_rows(read(folder / curated, names))
        except Exception as failure:
            if refuses_alike(read, folder / "raw", names[:-1], failure):
                right[f"{reader} refuses raw too"] += 1
            else:
                faults.append(f"{folder.name}/{curated}: {reader} cannot read it: {str(failure).splitlines()[0]}")
            continue
        wrong = difference(expected, found, names)
        if not wrong:
            right[reader] += 1
        elif reads_raw_alike(read, folder / "raw", names[:-1], found):
            right[f"{reader} sees raw alike, and otherwise than it was written"] += 1
        else:
            faults.append(f"{folder.name}/{curated}: {reader}: {wrong}")
    return faults


def refuses_alike(read, raw: Path, names: list, failure: Exception) -> bool:
    """Whether raw is refused with the same words, as far as they name no file, or for a reader's known fault."""
    if any(words in str(failure) for words in KNOWN_FAULTS):
        return True
    try:
        read(raw, names)
        return False
    except Exception as of_raw:
        return str(of_raw)[:40] == str(failure)[:40]


def reads_raw_alike(read, raw: Path, names: list, curated: list) -> bool:
    try:
        return sorted_rows(read(raw, names)) == [row[:-1] for row in curated]
    except Exception:
        return False


def main() -> None:
    right, faults = collections.Counter(), []
    for folder in sorted((f for f in Path(sys.argv[1]).iterdir() if f.is_dir()), key=lambda f: int(f.name)):
        for curated in sys.argv[2:]:
            if (folder / f"{curated}.refused").exists():
                right["refused by enrich"] += 1
            else:
                faults += judge(folder, curated, right)
    print("\n".join(faults))
    print(json.dumps(dict(sorted(right.items()))))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
