"""Makes raw/, a Delta table whose files Spark 3.4 reads wrongly or not at all, and expected.json.

Usage: make.py, in this folder, with what bench/requirements.txt names.

expected.json has the rows below 1000 as pyarrow reads the files back, a line each as Spark writes JSON: a
null is left out where a field may be. From 1000 on, a row is what its id makes of it.
"""

import decimal
import json
import shutil
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

HERE = Path(__file__).parent
RAW = HERE / "raw"
CATEGORIES = {"MER-ABC": "Groceries", "MER-XYZ": "Electronics", "MER-123": "Healthcare"}
KEYS = ["MER-ABC", None, "MER-XYZ", "MER-123", "MER-?", None, "MER-NIL"]


def field(name, kind, nullable=False):
    return {"name": name, "type": kind, "nullable": nullable, "metadata": {}}


def struct(*fields):
    return {"type": "struct", "fields": list(fields)}


def array(element):
    return {"type": "array", "elementType": element, "containsNull": False}


# No column may be null, says the log. `newer` and `later` came after the files of `old`.
SCHEMA = struct(
    field("id", "long"),
    field("merchant_id", "string"),
    field("note", "string"),
    field("amount", "double"),
    field("flag", "boolean"),
    field("price", "decimal(9,2)"),
    field("list", array("long")),
    field("map", {"type": "map", "keyType": "string", "valueType": "long", "valueContainsNull": False}),
    field("pair", struct(field("x", "long"), field("y", "string"))),
    field("newer", struct(field("b", "long"))),
    field("newers", array(struct(field("b", "long")))),
    field("deep", struct(field("inner", struct(field("b", "string"))))),
    field("later", "string"),
    field("part", "string"),
)

OLD = pa.struct([("a", pa.string())])
NEW = pa.struct([("b", pa.int64())])
DEEP_OLD = pa.struct([("inner", pa.struct([("m", pa.map_(pa.string(), pa.int64()))]))])
DEEP_NEW = pa.struct([("inner", pa.struct([("b", pa.string())]))])


def types(old):
    known = [
        ("id", pa.int64()),
        ("merchant_id", pa.string()),
        ("note", pa.string()),
        ("amount", pa.float64()),
        ("flag", pa.bool_()),
        ("price", pa.decimal128(9, 2)),
        ("list", pa.list_(pa.int64())),
        ("map", pa.map_(pa.string(), pa.int64())),
        ("pair", pa.struct([("x", pa.int64()), ("y", pa.string())])),
        ("newer", OLD if old else NEW),
        ("newers", pa.list_(OLD if old else NEW)),
        ("deep", DEEP_OLD if old else DEEP_NEW),
    ]
    return pa.schema(known if old else [*known, ("later", pa.string())])


def row(i, old):
    new = {"a": "x"} if old else {"b": i}
    inner = {"m": [("k", i)]} if old else {"b": str(i)}
    return {
        "id": i,
        "merchant_id": KEYS[i % 7],
        "note": None if i % 3 == 0 else f"note {i % 11}",
        "amount": None if i % 2 else i / 4,
        "flag": None if i % 5 == 1 else i % 4 == 0,
        "price": None if i % 4 == 2 else decimal.Decimal(i) + decimal.Decimal("0.25"),
        "list": None if i % 6 == 3 else [i, None, i + 1][: i % 4],
        "map": None if i % 5 == 2 else [(f"k{j}", None if j else i) for j in range(i % 3)],
        "pair": None if i % 4 == 1 else {"x": None if i % 3 else i, "y": None if i % 2 else "y"},
        "newer": None if i % 3 == 1 else new,
        "newers": None if i % 4 == 3 else [new, None][: i % 3],
        "deep": None if i % 4 == 0 else {"inner": None if i % 4 == 1 else inner},
        **({} if old else {"later": None if i % 2 else f"later {i}"}),
    }


def table(first, last, old=False):
    return pa.Table.from_pylist([row(i, old) for i in range(first, last)], schema=types(old))


PLAIN = {"compression": "zstd"}
DELTA = {
    "id": "DELTA_BINARY_PACKED",
    "merchant_id": "DELTA_LENGTH_BYTE_ARRAY",
    "note": "DELTA_LENGTH_BYTE_ARRAY",
    "flag": "RLE",
    "pair.y": "DELTA_BYTE_ARRAY",
    "list.list.element": "DELTA_BINARY_PACKED",
}
DELTA_OPTIONS = {**PLAIN, "use_dictionary": False, "column_encoding": DELTA, "data_page_version": "2.0"}


def write(name, *groups, **options):
    with pq.ParquetWriter(RAW / name, groups[0].schema, **options) as writer:
        for group in groups:
            writer.write_table(group)


def main():
    shutil.rmtree(RAW, ignore_errors=True)
    (RAW / "_delta_log").mkdir(parents=True)
    write("old.parquet", table(0, 40, old=True), **PLAIN)
    write("delta.parquet", table(40, 80), **DELTA_OPTIONS)
    # Longer than a batch of Spark's, of many pages.
    few = ["id", "merchant_id", "note"]
    batches = table(1000, 6000).select(few)
    write("batches.parquet", batches, **DELTA_OPTIONS, data_page_size=4096, write_batch_size=100)
    none = table(0, 0)
    write("empty-groups.parquet", none, table(80, 90), none, none, table(90, 100), none, **PLAIN)
    write("only-empty.parquet", none, **PLAIN)
    with pq.ParquetWriter(RAW / "no-group.parquet", none.schema):
        pass
    texts = table(100, 300).select(few)
    duckdb.sql(f"COPY texts TO '{RAW / 'duckdb.parquet'}' (PARQUET_VERSION v2, COMPRESSION zstd)")
    actions = [
        {"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}},
        {
            "metaData": {
                "id": "6c1a2b90-4b7e-4b5c-9d0e-0f6f5f7f2a11",
                "format": {"provider": "parquet", "options": {}},
                "schemaString": json.dumps(SCHEMA),
                "partitionColumns": ["part"],
                "configuration": {},
                "createdTime": 0,
            }
        },
    ]
    expected = []
    for file in sorted(RAW.glob("*.parquet")):
        rows = pq.ParquetFile(file).read().to_pylist()
        part = None if file.name.startswith("d") else "p"
        actions.append(
            {
                "add": {
                    "path": file.name,
                    "partitionValues": {"part": part},
                    "size": file.stat().st_size,
                    "modificationTime": 0,
                    "dataChange": True,
                    "stats": json.dumps({"numRecords": len(rows)}),
                }
            }
        )
        expected += [shown(row, part) for row in rows]
    log = "\n".join(json.dumps(action) for action in actions)
    (RAW / "_delta_log" / f"{0:020}.json").write_text(log + "\n")
    lines = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in expected if row["id"] < 1000]
    (HERE / "expected.json").write_text("\n".join(lines) + "\n")


def shown(row, part):
    """As the curated table's columns."""

    def newer(value):
        return None if value is None else present({"b": value.get("b")})

    deep = row.get("deep")
    return present(
        {
            **{name: row.get(name) for name in ["id", "merchant_id", "note", "amount", "flag"]},
            "price": None if row.get("price") is None else float(row["price"]),
            "list": row.get("list"),
            "map": None if row.get("map") is None else dict(row["map"]),
            "pair": None if row.get("pair") is None else present(row["pair"]),
            "newer": newer(row.get("newer")),
            "newers": None if row.get("newers") is None else [newer(each) for each in row["newers"]],
            "deep": None if deep is None else present({"inner": newer(deep["inner"])}),
            "later": row.get("later"),
            "part": part,
            "enriched_category": CATEGORIES.get(row["merchant_id"]),
        }
    )


def present(fields):
    return {name: value for name, value in fields.items() if value is not None}


main()
