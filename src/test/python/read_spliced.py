"""Reads spliced files by everything else that people read Parquet with.

Usage: read_spliced.py FOLDER [DELTA_TABLE]

FOLDER holds pairs NAME.parquet (raw) and spliced-NAME.parquet, and NAME.json: the values of the new
columns, row by row. A reader must see in the spliced file what it sees in the raw
one, and those values. A reader that refuses the raw file is not asked about the spliced one; each
such file is told. DELTA_TABLE, a table of rows id, merchant_id and enriched_category, is read by
delta-rs, Polars and DuckDB, and compared with DELTA_TABLE.json. The last line is a JSON object with
the number of files that each reader agreed on.
"""

import collections
import datetime
import decimal
import json
import sys
from pathlib import Path

import deltalake
import duckdb
import polars
import pyarrow
import pyarrow.parquet


def by_pyarrow(path: Path) -> pyarrow.Table:
    # One file, not a dataset: columns in the file's own types.
    return pyarrow.parquet.ParquetFile(path).read()


def by_duckdb(path: Path) -> pyarrow.Table:
    return duckdb.read_parquet(str(path)).to_arrow_table()


def by_polars(path: Path) -> pyarrow.Table:
    return polars.read_parquet(path).to_arrow()


EPOCH = datetime.datetime.fromtimestamp(0, datetime.timezone.utc)
READERS = {"pyarrow": by_pyarrow, "DuckDB": by_duckdb, "Polars": by_polars}


def plain(value: object) -> object:
    """As the Java side spells it: moments in microseconds, days and decimals as text."""
    if isinstance(value, datetime.datetime):
        return (value - EPOCH) // datetime.timedelta(microseconds=1)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    return value


def require(condition: bool, what: str) -> None:
    if not condition:
        sys.exit(f"read_spliced: {what}")


def agree(reader: str, raw: pyarrow.Table, spliced: pyarrow.Table, added: dict, name: str) -> None:
    before = list(raw.schema.names)
    require(
        list(spliced.schema.names) == before + list(added),
        f"{reader} sees columns {spliced.schema.names} in {name}",
    )
    for column in before:
        require(
            spliced[column].equals(raw[column]),
            f"{reader} reads another {column} in {name}",
        )
    for column, values in added.items():
        found = [plain(value) for value in spliced[column].to_pylist()]
        require(found == values, f"{reader} reads another {column} in {name}")


def read_pairs(folder: Path) -> collections.Counter:
    agreed = collections.Counter()
    for facts in sorted(folder.glob("*.json")):
        raw = facts.with_suffix(".parquet")
        added = json.loads(facts.read_text(encoding="utf-8"))
        for reader, read in READERS.items():
            try:
                before = read(raw)
            except Exception as e:  # whatever a reader throws at a raw file is not splice's doing
                print(f"{reader} refuses {raw.name}: {str(e).splitlines()[0]}")
                continue
            agree(reader, before, read(raw.with_name("spliced-" + raw.name)), added, raw.name)
            agreed[reader] += 1
    return agreed


def read_table(table: Path) -> collections.Counter:
    expected = json.loads(table.with_name(table.name + ".json").read_text(encoding="utf-8"))
    delta = deltalake.DeltaTable(str(table))
    found = {
        "delta-rs": pyarrow.table(delta.to_pyarrow_table()),
        "Polars of Delta": polars.read_delta(str(table)).to_arrow(),
        "DuckDB of the table's files": duckdb.read_parquet(
            [path.removeprefix("file://") for path in delta.file_uris()]
        ).to_arrow_table(),
    }
    for reader, rows in found.items():
        columns = ("id", "merchant_id", "enriched_category")
        cells = zip(*([plain(value) for value in rows[c].to_pylist()] for c in columns))
        values = sorted(map(list, cells), key=repr)
        require(values == sorted(expected, key=repr), f"{reader} reads other rows of {table}")
    return collections.Counter(dict.fromkeys(found, 1))


def main() -> None:
    agreed = read_pairs(Path(sys.argv[1]))
    if len(sys.argv) > 2:
        agreed += read_table(Path(sys.argv[2]))
    print(json.dumps(agreed))


if __name__ == "__main__":
    main()
