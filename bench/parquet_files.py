"""Parquet files as Spark 3.4 writes them, and what a log says of each."""

import io
import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import pyarrow
import pyarrow.compute
import pyarrow.parquet

# Spark counts bytes (128 MiB before they are encoded); rows of this table make about as many.
_ROWS_A_GROUP = 500_000
_LONGEST_BOUND = 32


@dataclass(frozen=True)
class DataFile:
    """A file by its name in the table's folder; `statistics` is the JSON of an add action."""

    path: str
    size: int
    rows: int
    statistics: str


def encode(rows: pyarrow.Table, without_dictionary: str | None = None) -> bytes:
    """The bytes of a file, one column of which may have no dictionary at all."""
    out = io.BytesIO()
    pyarrow.parquet.write_table(
        rows,
        out,
        version="1.0",
        compression="snappy",
        use_dictionary=[name for name in rows.column_names if name != without_dictionary],
        row_group_size=_ROWS_A_GROUP,
        use_deprecated_int96_timestamps=True,
        store_decimal_as_integer=True,
        store_schema=False,
        write_page_index=True,
    )
    return out.getvalue()


def statistics(rows: pyarrow.Table) -> str:
    """Of all columns, under the names that the file has."""
    least, most, nulls = {}, {}, {}
    for name, column in zip(rows.column_names, rows.columns, strict=True):
        nulls[name] = column.null_count
        if pyarrow.types.is_boolean(column.type):
            continue
        bounds = pyarrow.compute.min_max(column).as_py()
        if bounds["min"] is not None:
            least[name] = _json(bounds["min"])
            most[name] = _json(bounds["max"])
            # A bound that was cut is no bound unless something larger stands in for the rest.
            if isinstance(bounds["max"], str) and len(bounds["max"]) > _LONGEST_BOUND:
                most[name] += "\ufffd"
    told = {"numRecords": len(rows), "minValues": least, "maxValues": most, "nullCount": nulls}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _json(value: object) -> object:
    match value:
        case str():
            return value[:_LONGEST_BOUND]
        case Decimal():
            return float(value)
        case datetime():
            return value.isoformat(timespec="milliseconds") + "Z"
    return value
