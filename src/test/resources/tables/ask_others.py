"""Asks delta-rs and DuckDB what is in a table."""

import datetime as dt
import decimal
import importlib.resources
import json

import duckdb
import pyarrow as pa
from deltalake import DeltaTable, QueryBuilder


def by_delta_rs(path):
    table = DeltaTable(path)
    paths = [
        {"path": row["path"], "size": row["size_bytes"]}
        for row in pa.table(table.get_add_actions()).to_pylist()
    ]
    rows = pa.table(QueryBuilder().register("t", table).execute("SELECT * FROM t"))
    return {"version": table.version(), "paths": paths, "rows": shown(rows)}


def by_duckdb(path):
    connection = duckdb.connect()
    folder = importlib.resources.files("duckdb_extension_delta") / "extensions"
    connection.execute(f"LOAD '{folder / f'v{duckdb.__version__}' / 'delta.duckdb_extension'}'")
    connection.execute("SET TimeZone = 'UTC'")
    rows = connection.sql("SELECT * FROM delta_scan(?)", params=[path])
    variants = [name for name, kind in zip(rows.columns, rows.types) if str(kind) == "VARIANT"]
    if variants:
        texts = ", ".join(f'CAST("{name}" AS JSON) AS "{name}"' for name in variants)
        rows = connection.sql(f"SELECT * REPLACE ({texts}) FROM rows")
    found = shown(rows.to_arrow_table())
    for row in found:
        for name in variants:
            # It has no other null here than that of a row without a value.
            variant = json.loads(row.pop(name, "null"))
            row.update({name: variant} if variant is not None else {})
    return {"rows": found}


def asked(reader, path):
    """What a reader says, or why it refuses."""
    try:
        return reader(path)
    # A panic of Rust's is no Exception.
    except BaseException as refusal:
        if isinstance(refusal, KeyboardInterrupt):
            raise
        return {"refused": str(refusal).strip().splitlines()[0]}


def shown(table):
    """Rows as Spark's to_json has them, parsed."""
    return [value(row) for row in table.to_pylist(maps_as_pydicts="strict")]


def value(each):
    if isinstance(each, dict):
        return {name: value(part) for name, part in each.items() if part is not None}
    if isinstance(each, list):
        return [value(part) for part in each]
    if isinstance(each, dt.datetime):
        # Instants in microseconds, times without a zone in milliseconds.
        return (
            each.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if each.tzinfo else each.isoformat(timespec="milliseconds")
        )
    if isinstance(each, dt.date):
        return each.isoformat()
    if isinstance(each, bytes):
        raise TypeError("bytes, which is how it shows variants")
    if isinstance(each, float):
        return decimal.Decimal(repr(each))
    return each
