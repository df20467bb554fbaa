"""Tables that delta-rs makes."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, TableFeatures, write_deltalake

KEYS = ["MER-ABC", "MER-XYZ", None, "MER-123", "MER-?", "MER-NIL"]

TABLES = {}


def made(recipe):
    TABLES[recipe.__name__.replace("_", "-")] = recipe
    return recipe


def rows(first, last, **columns):
    ids = range(first, last)
    return pa.table(
        {
            "id": pa.array(ids, pa.int64()),
            "merchant_id": pa.array([KEYS[i % 6] for i in ids], pa.string()),
            **{name: [value(i) for i in ids] for name, value in columns.items()},
        }
    )


@made
def delta_rs_partitioned(path):
    """Partition values that paths have to write otherwise, some in a checkpoint and some after it."""
    for first, place in enumerate(["a b/c=%", "ü", None]):
        table = rows(first * 3, first * 3 + 3, place=lambda i: place)
        table = table.set_column(2, "place", table["place"].cast(pa.string()))
        write_deltalake(path, table, mode="append", partition_by=["place"])
        if first == 1:
            DeltaTable(path).create_checkpoint()
    DeltaTable(path).delete("id = 1")


@made
def delta_rs_naive_times(path):
    at = dt.datetime(2024, 2, 29, 23, 30, 0, 250000)
    write_deltalake(path, rows(0, 3, at=lambda i: at + dt.timedelta(days=i)))
    write_deltalake(path, rows(3, 5, at=lambda i: at.replace(year=1968)), mode="append")


@made
def delta_rs_log_cleaned(path):
    """Its own cleaning, with nothing kept."""
    keep = {"delta.logRetentionDuration": "interval 0 seconds"}
    write_deltalake(path, rows(0, 3), configuration=keep)
    write_deltalake(path, rows(3, 6), mode="append")
    DeltaTable(path).delete("id = 4")
    table = DeltaTable(path)
    table.create_checkpoint()
    table.cleanup_metadata()
    write_deltalake(path, rows(6, 8), mode="append")


@made
def delta_rs_merged(path):
    write_deltalake(
        path,
        rows(0, 6, price=lambda i: Decimal(i) / 4),
        commit_properties=CommitProperties(custom_metadata={"by": "make.py"}),
    )
    changes = pa.table({"id": pa.array([2, 3], pa.int64()), "price": [Decimal("9.50"), Decimal("7.25")]})
    (
        DeltaTable(path)
        .merge(changes, "t.id = s.id", source_alias="s", target_alias="t")
        .when_matched_update({"price": "s.price"})
        .execute()
    )
    DeltaTable(path).optimize.compact()


@made
def delta_rs_constrained(path):
    write_deltalake(path, rows(0, 3))
    DeltaTable(path).alter.add_constraint({"positive": "id >= 0"})
    write_deltalake(path, rows(3, 5), mode="append")


@made
def delta_rs_v2_checkpoint(path):
    """Its checkpoint has a classic name, and no sidecars."""
    write_deltalake(path, rows(0, 3))
    DeltaTable(path).alter.add_feature(TableFeatures.V2Checkpoint, allow_protocol_versions_increase=True)
    write_deltalake(path, rows(3, 6), mode="append")
    DeltaTable(path).create_checkpoint()
    write_deltalake(path, rows(6, 8), mode="append")
