"""Makes the tables of one line of Delta: run by make.py, in that line's own environment.

Usage: by_spark.py JARS LINE FOLDER [TABLE ...]
"""

import contextlib
import sys
from pathlib import Path

from delta.tables import DeltaTable, IdentityGenerator
from spark_line import session

JARS, LINE, FOLDER = sys.argv[1], sys.argv[2], Path(sys.argv[3])
ONLY = sys.argv[4:]

spark = session(JARS)

KEY = "element_at(array('MER-ABC', 'MER-XYZ', NULL, 'MER-123', 'MER-?', 'MER-NIL'), int(id % 6) + 1)"

# By line of Delta and name.
TABLES = {"3.3": {}, "4.4": {}}


def made_by(line):
    def remember(recipe):
        TABLES[line][recipe.__name__.replace("_", "-")] = recipe
        return recipe

    return remember


class Table:
    """A table that is being made; each method that writes is one version."""

    def __init__(self, path):
        self.path = path
        self.sql_name = f"delta.`{path}`"

    def sql(self, statement):
        return spark.sql(statement.replace("TABLE_", self.sql_name))

    def create(self, columns="", layout="", **properties):
        """Properties have their dots as two underscores."""
        listed = ", ".join(f"'{name.replace('__', '.')}' = '{value}'" for name, value in properties.items())
        columns = f"id BIGINT, merchant_id STRING{', ' if columns else ''}{columns}"
        self.sql(
            f"CREATE TABLE TABLE_ ({columns}) USING DELTA {layout}"
            + (f" TBLPROPERTIES ({listed})" if listed else "")
        )
        return self

    def insert(self, first, last, **columns):
        """One file of these ids; the other columns by expressions of id."""
        names = ", ".join(["id", "merchant_id", *columns])
        values = "".join(f", {value} AS {name}" for name, value in columns.items())
        self.sql(
            f"INSERT INTO TABLE_ ({names}) SELECT id, {KEY} AS merchant_id{values} FROM range({first}, {last}, 1, 1)"
        )
        return self

    def alter(self, change):
        self.sql(f"ALTER TABLE TABLE_ {change}")
        return self

    def delete(self, condition):
        self.sql(f"DELETE FROM TABLE_ WHERE {condition}")
        return self

    def checkpoint(self):
        spark._jvm.org.apache.spark.sql.delta.DeltaLog.forTable(
            spark._jsparkSession, str(self.path)
        ).checkpoint()
        return self


@contextlib.contextmanager
def conf(**settings):
    """Settings of the session for a while, with dots as two underscores."""
    named = {name.replace("__", "."): value for name, value in settings.items()}
    for name, value in named.items():
        spark.conf.set(name, value)
    try:
        yield
    finally:
        for name in named:
            spark.conf.unset(name)


# --- checkpoints


def checkpointed(table, interval=4, **properties):
    """Six versions; the checkpoint of 4 stands for a file that was removed, and one file comes after."""
    table.create(delta__checkpointInterval=interval, **properties)
    table.insert(0, 4).insert(4, 8).insert(8, 12)
    table.delete("id BETWEEN 4 AND 7").insert(12, 15)


@made_by("4.4")
def v2_checkpoint_json(table):
    with conf(spark__databricks__delta__checkpointV2__topLevelFileFormat="json"):
        checkpointed(table, delta__checkpointPolicy="v2")


@made_by("4.4")
def v2_checkpoint_parquet(table):
    with conf(spark__databricks__delta__checkpointV2__topLevelFileFormat="parquet"):
        checkpointed(table, delta__checkpointPolicy="v2")


@made_by("3.3")
def v2_checkpoint_two_sidecars(table):
    with conf(
        spark__databricks__delta__checkpointV2__topLevelFileFormat="json",
        spark__databricks__delta__checkpoint__partSize=2,
    ):
        checkpointed(table, delta__checkpointPolicy="v2")


@made_by("4.4")
def v2_checkpoint_then_a_classic_one(table):
    checkpointed(table, delta__checkpointPolicy="v2")
    table.alter("SET TBLPROPERTIES ('delta.checkpointPolicy' = 'classic')").insert(
        15, 17
    ).checkpoint().insert(17, 19)


@made_by("3.3")
def classic_checkpoint(table):
    checkpointed(table, interval=2)


@made_by("3.3")
def checkpoint_in_parts(table):
    with conf(spark__databricks__delta__checkpoint__partSize=2):
        checkpointed(table)


@made_by("4.4")
def statistics_as_structs(table):
    checkpointed(
        table, delta__checkpoint__writeStatsAsJson="false", delta__checkpoint__writeStatsAsStruct="true"
    )


# --- types


@made_by("4.4")
def type_widening(table):
    table.create(
        "small TINYINT, short SMALLINT, number INT, real FLOAT, day DATE, price DECIMAL(4, 2), scaled DECIMAL(4, 2),"
        " counted INT, measured INT, list ARRAY<INT>, pairs MAP<STRING, SMALLINT>, pair STRUCT<x: INT, y: STRING>",
        delta__enableTypeWidening="true",
        delta__feature__timestampNtz="supported",
        delta__checkpointInterval=100,
    )

    def narrow(first, last):
        table.insert(
            first,
            last,
            small="CAST(id - 2 AS TINYINT)",
            short="CAST(id * 100 AS SMALLINT)",
            number="IF(id % 3 = 1, NULL, CAST(id * 1000 AS INT))",
            real="CAST(id + 0.5 AS FLOAT)",
            day="DATE'2024-02-28' + CAST(id AS INT)",
            price="CAST(id + 0.25 AS DECIMAL(4, 2))",
            scaled="CAST(id + 0.75 AS DECIMAL(4, 2))",
            counted="CAST(id AS INT)",
            measured="CAST(-id AS INT)",
            list="array(CAST(id AS INT), NULL)",
            pairs="map('k', CAST(id AS SMALLINT))",
            pair="named_struct('x', CAST(id AS INT), 'y', 'y')",
        )

    narrow(0, 4)
    narrow(4, 6)
    for column, kind in {
        "small": "INT",
        "short": "BIGINT",
        "number": "BIGINT",
        "real": "DOUBLE",
        "day": "TIMESTAMP_NTZ",
        "price": "DECIMAL(12, 2)",
        "scaled": "DECIMAL(12, 4)",
        "counted": "DECIMAL(14, 2)",
        "measured": "DOUBLE",
        "list.element": "BIGINT",
        "pairs.value": "INT",
        "pair.x": "BIGINT",
    }.items():
        table.alter(f"ALTER COLUMN {column} TYPE {kind}")
    table.insert(
        6,
        10,
        small="CAST(id + 100000 AS INT)",
        short="id + 5000000000",
        number="id + 5000000000",
        real="id + 0.1D",
        day="TIMESTAMP_NTZ'2024-02-29 01:02:03.456' + make_interval(0, 0, 0, CAST(id AS INT))",
        price="CAST(id + 1234567890.25 AS DECIMAL(12, 2))",
        scaled="CAST(id + 12345678.0625 AS DECIMAL(12, 4))",
        counted="CAST(id + 0.75 AS DECIMAL(14, 2))",
        measured="id + 0.25D",
        list="array(id + 5000000000, NULL)",
        pairs="map('k', CAST(id + 100000 AS INT))",
        pair="named_struct('x', id + 5000000000, 'y', 'z')",
    )


@made_by("4.4")
def type_widening_of_id(table):
    """The column of integers in two widths that most tables have."""
    table.sql(
        "CREATE TABLE TABLE_ (id INT, merchant_id STRING) USING DELTA TBLPROPERTIES ('delta.enableTypeWidening' = 'true')"
    )
    table.sql(f"INSERT INTO TABLE_ SELECT CAST(id AS INT), {KEY} FROM range(0, 4, 1, 1)")
    table.alter("ALTER COLUMN id TYPE BIGINT").insert(5000000002, 5000000005)
    table.checkpoint()


@made_by("4.4")
def type_widening_of_partition(table):
    table.create("part SMALLINT", "PARTITIONED BY (part)", delta__enableTypeWidening="true")
    table.insert(0, 3, part="CAST(7 AS SMALLINT)").alter("ALTER COLUMN part TYPE INT").insert(
        3, 6, part="CAST(100007 AS INT)"
    )


@made_by("4.4")
def variant(table):
    table.create("v VARIANT")
    table.insert(0, 4, v='parse_json(concat(\'{"a":\', id, \',"b":[1,"x",null]}\'))')
    table.insert(4, 7, v="IF(id = 5, NULL, parse_json(concat('\"text ', id, '\"')))")


@made_by("4.4")
def variant_in_struct(table):
    table.create("s STRUCT<v: VARIANT, n: BIGINT>, l ARRAY<VARIANT>")
    table.insert(
        0,
        4,
        s="named_struct('v', parse_json(string(id)), 'n', id)",
        l="array(parse_json('true'), parse_json('null'))",
    )
    table.insert(4, 6, s="NULL", l="array()")


@made_by("4.4")
def variant_shredded(table):
    with conf(
        spark__sql__variant__writeShredding__enabled="true",
        spark__sql__variant__forceShreddingSchemaForTest="a bigint, b string",
    ):
        table.create("v VARIANT", delta__enableVariantShredding="true")
        table.insert(0, 4, v='parse_json(concat(\'{"a":\', id, \',"b":"x","c":null}\'))')
        table.insert(4, 6, v="parse_json(string(id))")


@made_by("3.3")
def timestamp_ntz(table):
    at = "TIMESTAMP_NTZ'2024-03-31 02:30:00.123' + make_interval(0, 0, 0, CAST(id AS INT))"
    table.create("at TIMESTAMP_NTZ, day TIMESTAMP_NTZ", "PARTITIONED BY (day)")
    table.insert(0, 3, at=at, day="TIMESTAMP_NTZ'2024-03-31 02:30:00'").insert(3, 5, at=at, day="NULL")
    table.insert(5, 7, at="NULL", day="TIMESTAMP_NTZ'1969-12-31 23:59:59.5'")


def partitioned_by_all_types(table):
    table.create(
        "day DATE, at TIMESTAMP, price DECIMAL(6, 2), flag BOOLEAN, number INT, real DOUBLE",
        "PARTITIONED BY (day, at, price, flag, number, real)",
    )
    table.insert(
        0,
        3,
        day="DATE'1582-10-04'",
        at="TIMESTAMP'2024-03-31 01:30:00.000001Z'",
        price="CAST(-1.50 AS DECIMAL(6, 2))",
        flag="true",
        number="-7",
        real="0.1D",
    )
    table.insert(
        3,
        5,
        day="DATE'2024-02-29'",
        at="TIMESTAMP'1969-12-31 23:59:59.5Z'",
        price="CAST(1234.5 AS DECIMAL(6, 2))",
        flag="false",
        number="0",
        real="-1.5D",
    )
    table.insert(5, 6, day="NULL", at="NULL", price="NULL", flag="NULL", number="NULL", real="NULL")


@made_by("3.3")
def partition_values_3_3(table):
    partitioned_by_all_types(table)


@made_by("4.4")
def partition_values_4_4(table):
    partitioned_by_all_types(table)


@made_by("4.4")
def partition_columns_in_files(table):
    """The files have the partition column too."""
    table.create(
        "part STRING",
        "PARTITIONED BY (part)",
        delta__feature__materializePartitionColumns="supported",
        delta__enableMaterializePartitionColumnsFeature="true",
    )
    table.insert(0, 3, part="'a'").insert(3, 5, part="NULL")


@made_by("3.3")
def varchar(table):
    table.create("town VARCHAR(9)").insert(0, 3, town="'x'").insert(3, 5, town="NULL")


@made_by("3.3")
def columns_added(table):
    """Beside others, within a struct, and at the front."""
    table.create("pair STRUCT<x: BIGINT>").insert(0, 3, pair="named_struct('x', id)")
    table.alter("ADD COLUMNS (note STRING FIRST, pair.y STRING FIRST)").insert(
        3, 5, note="'n'", pair="named_struct('y', 'y', 'x', id)"
    )


# --- what becomes of files


@made_by("4.4")
def restored(table):
    """Files that were removed are there again, one with an older vector."""
    table.create(delta__enableDeletionVectors="true").insert(0, 6).insert(6, 9).delete("id = 1").delete(
        "id IN (2, 7)"
    ).delete("id > 5")
    table.sql("RESTORE TABLE TABLE_ TO VERSION AS OF 3")
    table.insert(9, 11)


@made_by("3.3")
def replaced(table):
    """Another table in the place of one, with other columns and partitions."""
    table.create("part STRING", "PARTITIONED BY (part)").insert(0, 3, part="'a'")
    table.sql(
        f"CREATE OR REPLACE TABLE TABLE_ USING DELTA PARTITIONED BY (town) AS SELECT id, {KEY} AS merchant_id, 'A' AS town FROM range(10, 13, 1, 1)"
    )
    table.insert(13, 15, town="'B'")


@made_by("3.3")
def converted(table):
    """Parquet files that were a table of Spark's before."""
    for first, part in enumerate(["a b", "ü%"]):
        rows = spark.sql(
            f"SELECT id, {KEY} AS merchant_id, '{part}' AS part FROM range({first * 3}, {first * 3 + 3}, 1, 1)"
        )
        rows.write.mode("append").partitionBy("part").parquet(str(table.path))
    spark.sql(f"CONVERT TO DELTA parquet.`{table.path}` PARTITIONED BY (part STRING)")
    table.insert(6, 8, part="'c'")


# --- column mapping


def mapped(table, mode, layout="", **properties):
    """Renamed, dropped, made again with another type, and nested."""
    table.create(
        "note STRING, amount BIGINT, pair STRUCT<a: BIGINT, b: STRING>",
        layout,
        delta__columnMapping__mode=mode,
        **properties,
    )
    old = {"amount": "id * 10", "pair": "named_struct('a', id, 'b', 'b')"}
    table.insert(0, 3, note="concat('note ', id)", **old).insert(3, 5, note="NULL", **old)
    table.alter("RENAME COLUMN note TO remark").alter("DROP COLUMN amount").alter("RENAME COLUMN pair.a TO c")
    table.insert(5, 8, remark="concat('remark ', id)", **{"pair": "named_struct('c', id, 'b', 'c')"})
    table.alter("ADD COLUMN amount STRING").insert(
        8, 10, remark="'r'", amount="concat('again ', id)", pair="NULL"
    )


@made_by("3.3")
def mapped_by_name(table):
    mapped(table, "name")


@made_by("3.3")
def mapped_by_id(table):
    mapped(table, "id")


def mapped_within(table, mode):
    """Fields renamed and made again within arrays, maps and structs."""
    table.create(
        "list ARRAY<STRUCT<a: BIGINT, b: STRING>>, pairs MAP<STRING, STRUCT<a: BIGINT>>, deep STRUCT<inner: STRUCT<a: BIGINT, b: STRING>>",
        delta__columnMapping__mode=mode,
    )
    table.insert(
        0,
        3,
        list="array(named_struct('a', id, 'b', 'b'), NULL)",
        pairs="map('k', named_struct('a', id))",
        deep="IF(id = 1, NULL, named_struct('inner', named_struct('a', id, 'b', 'b')))",
    )
    table.alter("RENAME COLUMN list.element.a TO c").alter("DROP COLUMN deep.inner.a").alter(
        "ADD COLUMN deep.inner.a STRING"
    )
    table.alter("ADD COLUMN pairs.value.d DOUBLE").alter("RENAME COLUMN pairs TO named")
    table.insert(
        3,
        5,
        list="array(named_struct('c', -id, 'b', NULL))",
        named="map('k', named_struct('a', id, 'd', 0.5D))",
        deep="named_struct('inner', named_struct('b', 'b', 'a', concat('again ', id)))",
    )


@made_by("3.3")
def mapped_within_by_name(table):
    mapped_within(table, "name")


@made_by("4.4")
def mapped_within_by_id(table):
    mapped_within(table, "id")


@made_by("4.4")
def mapped_by_name_key_renamed(table):
    """What is the key now had another name when it was written, and its name another column."""
    table.create("merchant STRING", delta__columnMapping__mode="name")
    table.insert(0, 3, merchant="'MER-123'").alter("RENAME COLUMN merchant_id TO was_key").alter(
        "RENAME COLUMN merchant TO merchant_id"
    )
    table.sql(
        "INSERT INTO TABLE_ (id, was_key, merchant_id) SELECT id, 'MER-XYZ', 'MER-ABC' FROM range(3, 5, 1, 1)"
    )


@made_by("4.4")
def mapped_by_name_later(table):
    """Mapping was switched on over files of the columns' own names."""
    table.create("note STRING").insert(0, 3, note="concat('note ', id)")
    table.alter(
        "SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name', 'delta.minReaderVersion' = '2', 'delta.minWriterVersion' = '5')"
    )
    table.alter("RENAME COLUMN note TO remark").alter("ADD COLUMN note BIGINT").insert(
        3, 5, remark="'r'", note="id"
    )


@made_by("4.4")
def mapped_and_partitioned(table):
    table.create(
        "part STRING", "PARTITIONED BY (part)", delta__columnMapping__mode="name", delta__checkpointInterval=3
    )
    table.insert(0, 3, part="'a b/c'").insert(3, 5, part="NULL").alter("RENAME COLUMN part TO region").insert(
        5, 7, region="'ü'"
    )


# --- deletion vectors


def deleted(table, layout="", **properties):
    part = {"part": "concat('p', id DIV 10)"}
    table.create("part STRING", layout, delta__enableDeletionVectors="true", **properties)
    table.insert(0, 10, **part).insert(10, 20, **part).insert(20, 30, **part)
    table.delete("id IN (1, 3)").delete("id IN (4, 15)").delete("id >= 20")


@made_by("3.3")
def deletion_vectors(table):
    deleted(table)


@made_by("4.4")
def deletion_vectors_checkpointed(table):
    deleted(table, "PARTITIONED BY (part)", delta__checkpointInterval=5)


@made_by("4.4")
def deletion_vectors_purged(table):
    """A file that had a vector was written anew, and one whose vector is all of it is gone."""
    deleted(table)
    table.sql("REORG TABLE TABLE_ APPLY (PURGE)")
    table.delete("id = 12")


@made_by("4.4")
def deletion_vectors_dropped(table):
    deleted(table)
    table.alter("DROP FEATURE deletionVectors").insert(30, 32, part="'p3'")


# --- features of writers


@made_by("4.4")
def vacuum_protocol_check(table):
    table.create(delta__feature__vacuumProtocolCheck="supported").insert(0, 3).insert(3, 6)


@made_by("4.4")
def row_tracking(table):
    table.create(delta__enableRowTracking="true").insert(0, 4).insert(4, 8)
    table.sql("UPDATE TABLE_ SET merchant_id = 'MER-ABC' WHERE id = 5")
    table.sql("OPTIMIZE TABLE_")
    table.checkpoint()


@made_by("3.3")
def clustering(table):
    table.create("town STRING", "CLUSTER BY (merchant_id)").insert(0, 4, town="'a'").insert(4, 8, town="'b'")
    table.sql("OPTIMIZE TABLE_")
    table.insert(8, 10, town="'c'").checkpoint()


@made_by("4.4")
def in_commit_timestamps(table):
    table.create().insert(0, 3)
    table.alter("SET TBLPROPERTIES ('delta.enableInCommitTimestamps' = 'true')").insert(3, 6).checkpoint()


@made_by("4.4")
def identity_columns(table):
    (
        DeltaTable.create(spark)
        .location(str(table.path))
        .addColumn("id", "BIGINT")
        .addColumn("merchant_id", "STRING")
        .addColumn("number", "BIGINT", generatedAlwaysAs=IdentityGenerator(start=100, step=10))
        .addColumn("other", "BIGINT", generatedByDefaultAs=IdentityGenerator())
        .execute()
    )
    table.insert(0, 3).insert(3, 6, other="-id")


@made_by("4.4")
def column_defaults(table):
    table.create(
        "state STRING DEFAULT 'new', amount DECIMAL(9, 2) DEFAULT 1.5",
        delta__feature__allowColumnDefaults="supported",
    )
    table.insert(0, 3).insert(3, 5, state="'old'", amount="NULL")
    table.alter("ALTER COLUMN state SET DEFAULT 'newer'").insert(5, 7)


@made_by("3.3")
def check_constraints(table):
    table.create().insert(0, 3).alter("ADD CONSTRAINT positive CHECK (id >= 0)").insert(3, 6)


@made_by("3.3")
def generated_columns(table):
    (
        DeltaTable.create(spark)
        .location(str(table.path))
        .addColumn("id", "BIGINT")
        .addColumn("merchant_id", "STRING")
        .addColumn("at", "TIMESTAMP")
        .addColumn("day", "DATE", generatedAlwaysAs="CAST(at AS DATE)")
        .partitionedBy("day")
        .execute()
    )
    at = "TIMESTAMP'2024-02-28 22:30:00.000001Z' + make_interval(0, 0, 0, 0, CAST(id AS INT))"
    table.insert(0, 3, at=at).insert(3, 5, at="NULL")


@made_by("3.3")
def change_data_feed(table):
    """The changes lie beside the data, and are none of it."""
    table.create(delta__enableChangeDataFeed="true").insert(0, 4)
    table.sql("UPDATE TABLE_ SET merchant_id = 'MER-XYZ' WHERE id = 2")
    table.delete("id = 3")


@made_by("3.3")
def iceberg_compat(table):
    table.create("note STRING", delta__columnMapping__mode="name", delta__enableIcebergCompatV2="true")
    table.insert(0, 3, note="'n'").insert(3, 5, note="NULL")


@made_by("4.4")
def as_unity_catalog_makes_them(table):
    """All at once: what a new managed table has."""
    with conf(spark__databricks__delta__checkpointV2__topLevelFileFormat="json"):
        table.create(
            "note STRING",
            "CLUSTER BY (merchant_id)",
            delta__checkpointPolicy="v2",
            delta__enableDeletionVectors="true",
            delta__enableRowTracking="true",
            delta__enableInCommitTimestamps="true",
            delta__feature__vacuumProtocolCheck="supported",
            delta__columnMapping__mode="name",
            delta__checkpointInterval=3,
        )
        table.insert(0, 4, note="'n'").insert(4, 8, note="NULL").delete("id = 2")
        table.sql("UPDATE TABLE_ SET note = 'u' WHERE id = 5")
        table.alter("RENAME COLUMN note TO remark").insert(8, 10, remark="'r'")


@made_by("3.3")
def log_to_compact(table):
    table.create().insert(0, 3).insert(3, 6).delete("id < 3").insert(6, 8)


def main():
    failures = []
    for name, recipe in TABLES[LINE].items():
        if not ONLY or name in ONLY:
            print("make", name, flush=True)
            try:
                recipe(Table(FOLDER / name / "raw"))
            except Exception as failure:
                failures.append(f"{name}: {failure}")
    sys.exit("\n".join(failures) or None)


main()
