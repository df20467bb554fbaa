"""Makes the Parquet files beside it, with pyarrow: what other writers leave, and Spark 3.4 reads wrongly or not at all."""
import datetime as dt
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

HERE = Path(__file__).parent


def ids(count):
    return pa.array([str(i) for i in range(count)])


def write(name, columns, **options):
    pq.write_table(pa.table(columns), HERE / f"{name}.parquet", compression="none", **options)


# Texts as DuckDB's parquet_version v2 writes them.
notes = [None if i % 5 == 0 else f"note-{i}" + "x" * (i % 7) for i in range(40)]
write("delta-length", {"merchant_id": ids(40), "note": pa.array(notes)}, use_dictionary=False,
      data_page_version="2.0", column_encoding={"merchant_id": "DELTA_LENGTH_BYTE_ARRAY", "note": "DELTA_LENGTH_BYTE_ARRAY"})

write("nulls", {"merchant_id": ids(4), "amount": pa.array([1.5, None, 2.5, None]),
                "items": pa.array([[1, None, 3], [], None, [None]], pa.list_(pa.int32()))})
write("narrow", {"merchant_id": ids(4), "id": pa.array([1, 2, 3, 4], pa.int32())})
write("old", {"merchant_id": ids(3), "s": pa.array([{"a": 1}, None, {"a": None}], pa.struct([("a", pa.int32())]))})

with pq.ParquetWriter(HERE / "empty-groups.parquet", pa.schema([("merchant_id", pa.string()), ("id", pa.int64())]), compression="none") as writer:
    part = pa.table({"merchant_id": ids(3), "id": pa.array([7, 8, 9])})
    writer.write_table(part.slice(0, 0))
    writer.write_table(part)
    writer.write_table(part.slice(0, 0))

UTC = dt.timezone.utc
write("types", {
    "unsigned": pa.array([4_000_000_000, None], pa.uint32()),
    "huge": pa.array([18_000_000_000_000_000_000, None], pa.uint64()),
    "small": pa.array([-3, None], pa.int8()),
    "day": pa.array([dt.date(1234, 5, 6), None]),
    "millis": pa.array([dt.datetime(2024, 2, 29, 1, 2, 3, 4000, UTC), None], pa.timestamp("ms", "UTC")),
    "micros": pa.array([dt.datetime(1800, 2, 28, 1, 2, 3, 4, UTC), None], pa.timestamp("us", "UTC")),
    "local": pa.array([dt.datetime(2024, 2, 29, 1, 2, 3, 4), None], pa.timestamp("us")),
    "fixed": pa.array([Decimal("-12345678901234567890.12"), None], pa.decimal128(30, 2)),
    "map": pa.array([[("k", 1), ("l", None)], None], pa.map_(pa.string(), pa.int32())),
    "deep": pa.array([[{"a": [1, None]}, None], []], pa.list_(pa.struct([("a", pa.list_(pa.int64()))]))),
    "bytes": pa.array([b"\x00\xff", None], pa.binary()),
    "truth": pa.array([True, None]),
}, version="2.6")
write("stored-int", {"money": pa.array([Decimal("-1.25"), Decimal("99.99")], pa.decimal128(4, 2))}, store_decimal_as_integer=True)
write("int96", {"at": pa.array([dt.datetime(1969, 12, 31, 23, 59, 59, 999999), None], pa.timestamp("us"))}, use_deprecated_int96_timestamps=True)
write("nanos", {"at": pa.array([1, None], pa.timestamp("ns", "UTC"))}, version="2.6")
write("old-list", {"items": pa.array([[1, 2], None], pa.list_(pa.int32()))}, use_compliant_nested_type=False)
