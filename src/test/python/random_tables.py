"""Makes raw Delta tables as programs other than Spark write them, at random.

Usage: random_tables.py FOLDER FIRST_SEED TABLES

Each table stands in FOLDER/SEED: `raw`, the table; `expected.arrow`, the rows that a correct reader
sees in it; `facts.json`, how it was made. Files are written by pyarrow and DuckDB with encodings,
page versions, codecs, sizes and nullability drawn at random; logs are written by delta-rs, or by hand
with the spellings that writers have used for paths, partition values and statistics. The last line on
stdout is a JSON object with what was drawn how often.
"""

import collections
import datetime
import decimal
import json
import random
import shutil
import sys
import urllib.parse
import uuid
from pathlib import Path

import deltalake
import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

KEYS = [f"K{i}" for i in range(60)] + ["", " K1", "k1", "K1 ", "Ω", None, None, None]
TEXTS = ["", "a", "note", "ünïcode ☃", "x" * 300, "same", "same", None]
UTC = datetime.timezone.utc

# A column's type: Delta's name, Arrow's type, a value drawn at random.
SCALARS = {
    "byte": ("byte", pa.int8(), lambda r: r.randint(-128, 127)),
    "short": ("short", pa.int16(), lambda r: r.randint(-32768, 32767)),
    "int": ("integer", pa.int32(), lambda r: r.randint(-(2**31), 2**31 - 1)),
    "long": ("long", pa.int64(), lambda r: r.randint(-(2**63), 2**63 - 1)),
    "float": ("float", pa.float32(), lambda r: r.randint(-1000, 1000) / 8),
    "double": ("double", pa.float64(), lambda r: r.uniform(-1e9, 1e9)),
    "bool": ("boolean", pa.bool_(), lambda r: r.random() < 0.5),
    "date": ("date", pa.date32(), lambda r: datetime.date(1969, 1, 1) + datetime.timedelta(r.randint(0, 30000))),
    "time": (
        "timestamp",
        pa.timestamp("us", "UTC"),
        lambda r: datetime.datetime(1970, 1, 1, tzinfo=UTC) + datetime.timedelta(microseconds=r.randint(0, 2 * 10**15)),
    ),
    "money": ("decimal(9,2)", pa.decimal128(9, 2), lambda r: decimal.Decimal(r.randint(-(10**9) + 1, 10**9 - 1)).scaleb(-2)),
    "large": ("decimal(18,4)", pa.decimal128(18, 4), lambda r: decimal.Decimal(r.randint(-(10**17), 10**17)).scaleb(-4)),
    "huge": ("decimal(38,6)", pa.decimal128(38, 6), lambda r: decimal.Decimal(r.randint(-(10**30), 10**30)).scaleb(-6)),
    "text": ("string", pa.string(), lambda r: r.choice(TEXTS[:-1])),
    "bytes": ("binary", pa.binary(), lambda r: r.randbytes(r.randint(0, 9))),
}
PARTITIONS = {
    "string": (pa.string(), ["", "a b", "50%", "x=y", "ü/ö", "plain", None], str),
    "integer": (pa.int32(), [0, -7, 2024, None], str),
    "boolean": (pa.bool_(), [True, False, None], lambda value: str(value).lower()),
    "date": (pa.date32(), [datetime.date(2024, 2, 29), None], str),
}
# What Spark 3.4 reads; BYTE_STREAM_SPLIT it does not.
ENCODINGS = {
    pa.int32(): ["PLAIN", "DELTA_BINARY_PACKED"],
    pa.int64(): ["PLAIN", "DELTA_BINARY_PACKED"],
    pa.string(): ["PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"],
    pa.binary(): ["PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"],
    pa.bool_(): ["PLAIN", "RLE"],
}


def chunks(path: Path) -> list:
    footer = pq.ParquetFile(path).metadata
    found = [footer.row_group(i).column(j) for i in range(footer.num_row_groups) for j in range(footer.num_columns)]
    return [chunk for chunk in found if chunk.num_values]


class Column:
    """A column: its name, Delta's type as JSON, Arrow's type, values, and whether null is allowed."""

    def __init__(self, name, delta, arrow, draw, share_of_nulls):
        self.name, self.delta, self.arrow, self.draw = name, delta, arrow, draw
        self.share_of_nulls = share_of_nulls

    def value(self, rng):
        return None if rng.random() < self.share_of_nulls else self.draw(rng)


def nested(rng, depth=0):
    """A type drawn at random, nested at most twice."""
    kind = rng.random()
    if depth == 2 or kind < 0.6:
        return rng.choice(list(SCALARS.values()))
    delta, arrow, draw = nested(rng, depth + 1)
    some = lambda r: None if r.random() < 0.2 else draw(r)
    if kind < 0.75:
        return (
            {"type": "array", "elementType": delta, "containsNull": True},
            pa.list_(arrow),
            lambda r: [some(r) for _ in range(r.randint(0, 3))],
        )
    if kind < 0.9:
        fields = [{"name": n, "type": t, "nullable": True, "metadata": {}} for n, t in (("a", delta), ("b", "string"))]
        return (
            {"type": "struct", "fields": fields},
            pa.struct([("a", arrow), ("b", pa.string())]),
            lambda r: {"a": some(r), "b": r.choice(TEXTS)},
        )
    return (
        {"type": "map", "keyType": "string", "valueType": delta, "valueContainsNull": True},
        pa.map_(pa.string(), arrow),
        lambda r: [(key, some(r)) for key in r.sample(["a", "b", "c"], r.randint(0, 3))],
    )


class RandomTable:
    """One table: columns, files and a log, all drawn from one seed."""

    def __init__(self, folder: Path, seed: int, drawn: collections.Counter):
        self.rng, self.drawn, self.folder = random.Random(seed), drawn, folder
        self.raw = folder / "raw"
        rng = self.rng
        self.columns = [
            Column("id", "long", pa.int64(), None, 0),
            Column("merchant_id", "string", pa.string(), lambda r: r.choice(KEYS), 0),
        ]
        for i in range(rng.randint(2, 6)):
            self.columns.append(Column(f"c{i}", *nested(rng), rng.choice([0, 0.1, 0.5, 1 if rng.random() < 0.2 else 0.9])))
        self.partitions = {f"p{i}": rng.choice(list(PARTITIONS)) for i in range(rng.choice([0, 0, 1, 2]))}
        self.next_id = 0
        self.adds, self.expected = [], []
        self.unreadable = rng.random() < 0.05
        self.refusal = ""

    def make(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.raw.mkdir(parents=True)
        by = self.pick("log", ["by hand", "by hand", "by hand", "delta-rs"])
        if by == "delta-rs":
            self.write_by_deltalake()
        else:
            self.write_by_hand()
        table = pa.concat_tables(self.expected).sort_by("id")
        with pa.OSFile(str(self.folder / "expected.arrow"), "wb") as out, pa.ipc.new_file(out, table.schema) as ipc:
            ipc.write_table(table)
        facts = {"refusal": self.refusal, "rows": table.num_rows, "log": by, "columns": [str(field) for field in table.schema]}
        (self.folder / "facts.json").write_text(json.dumps(facts, indent=1))

    def pick(self, what: str, choices: list):
        choice = self.rng.choice(choices)
        self.drawn[f"{what}: {choice}"] += 1
        return choice

    def rows(self, count: int, columns: list) -> pa.Table:
        arrays = []
        for column in columns:
            if column.name == "id":
                values = list(range(self.next_id, self.next_id + count))
            else:
                values = [column.value(self.rng) for _ in range(count)]
            arrays.append(pa.array(values, column.arrow))
        self.next_id += count
        return pa.table(arrays, schema=pa.schema([(column.name, column.arrow) for column in columns]))

    def expect(self, rows: pa.Table, values: dict) -> None:
        """What a reader should see: columns that the file lacks are null, partition columns have their values."""
        arrays, fields = [], []
        for column in self.columns:
            present = column.name in rows.column_names
            arrays.append(rows[column.name] if present else pa.nulls(rows.num_rows, column.arrow))
            fields.append((column.name, column.arrow))
        for name, kind in self.partitions.items():
            arrow = PARTITIONS[kind][0]
            # An empty text in a path or a log is null (Delta PROTOCOL, "Partition Value Serialization").
            value = None if values[name] == "" else values[name]
            arrays.append(pa.array([value] * rows.num_rows, arrow))
            fields.append((name, arrow))
        self.expected.append(pa.table(arrays, schema=pa.schema(fields)))

    # By delta-rs

    def write_by_deltalake(self) -> None:
        for i in range(self.rng.randint(1, 3)):
            rows = self.rows(self.rng.randint(1, 300), self.columns)
            values = {name: self.rng.choice([v for v in PARTITIONS[kind][1] if v != ""]) for name, kind in self.partitions.items()}
            self.expect(rows, values)
            for name, kind in self.partitions.items():
                rows = rows.append_column(name, pa.array([values[name]] * rows.num_rows, PARTITIONS[kind][0]))
            compression = self.pick("codec", ["SNAPPY", "ZSTD", "UNCOMPRESSED"])
            deltalake.write_deltalake(
                str(self.raw),
                rows,
                mode="append",
                partition_by=list(self.partitions) or None,
                writer_properties=deltalake.WriterProperties(compression=compression, max_row_group_size=self.rng.choice([50, 100000])),
            )

    # By hand

    def write_by_hand(self) -> None:
        self.not_null = [c.name for c in self.columns if self.rng.random() < 0.15]
        if self.not_null:
            self.drawn["schema: NOT NULL, which files need not keep to"] += 1
        for i in range(self.rng.randint(1, 5)):
            # Columns after the key came later to the table: older files may lack them.
            known = [c for c in self.columns if c.name in ("id", "merchant_id") or self.rng.random() < 0.9]
            if len(known) < len(self.columns):
                self.drawn["file: without a column of the table"] += 1
            self.rng.random() < 0.2 and self.rng.shuffle(known)
            rows = self.rows(self.rng.choice([0, 1, 10, 200, 6000]), known)
            values = {name: self.rng.choice(PARTITIONS[kind][1]) for name, kind in self.partitions.items()}
            self.expect(rows, values)
            name = self.pick("path", ["part-{}.parquet", "day=2024-02-29/{}.parquet", "a b {}.parquet", "50% {}.parquet", "ü{}.parquet", "x+y={}.parquet"])
            path = self.raw / name.format(i)
            path.parent.mkdir(exist_ok=True)
            if self.pick("file by", ["pyarrow", "pyarrow", "DuckDB"]) == "DuckDB":
                self.write_by_duckdb(rows, path)
            else:
                self.write_by_pyarrow(rows, path)
            # Spark 3.4 has no LZ4_RAW, and cannot read BYTE_STREAM_SPLIT, which DuckDB chooses, among nulls.
            if any(chunk.compression == "LZ4" for chunk in chunks(path)):
                self.refusal = "required"
            elif any("BYTE_STREAM_SPLIT" in chunk.encodings for chunk in chunks(path)):
                self.refusal = self.refusal or "allowed"
            self.adds.append(self.add(path, rows.num_rows, values))
        self.write_log()

    def write_by_duckdb(self, rows: pa.Table, path: Path) -> None:
        version = self.pick("DuckDB's Parquet", ["V1", "V2"])
        codec = self.pick("codec", ["SNAPPY", "ZSTD", "GZIP", "UNCOMPRESSED"])
        size = self.rng.choice([2048, 122880])
        connection = duckdb.connect()
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("rows", rows)
        connection.execute(f"COPY rows TO '{str(path)}' (FORMAT parquet, PARQUET_VERSION {version}, CODEC {codec}, ROW_GROUP_SIZE {size})")

    def write_by_pyarrow(self, rows: pa.Table, path: Path) -> None:
        dictionary = self.pick("dictionary", [True, False, ["merchant_id"]])
        encodings = None
        codecs = ["snappy", "zstd", "gzip", "none"]
        if dictionary is False:
            encodings = {
                field.name: self.pick("encoding", ENCODINGS[field.type]) for field in rows.schema if field.type in ENCODINGS
            }
        if self.unreadable:
            codecs = ["lz4"]
        options = {
            "use_dictionary": dictionary,
            "column_encoding": encodings,
            "data_page_version": self.pick("page", ["1.0", "2.0"]),
            "compression": self.pick("codec", codecs),
            "data_page_size": self.rng.choice([256, 1 << 20]),
            "dictionary_pagesize_limit": self.rng.choice([64, 1 << 20]),
            "write_page_index": self.rng.random() < 0.5,
            "write_statistics": self.rng.random() < 0.8,
            "store_decimal_as_integer": self.rng.random() < 0.5,
            "use_deprecated_int96_timestamps": self.pick("INT96", [False, False, True]),
        }
        required = [f.with_nullable(False) if rows[f.name].null_count == 0 and self.rng.random() < 0.2 else f for f in rows.schema]
        rows = rows.cast(pa.schema(required))
        with pq.ParquetWriter(path, rows.schema, **options) as writer:
            size = max(self.rng.choice([7, 1000, 100000]), rows.num_rows // 20)
            for start in range(0, rows.num_rows, size):
                if self.rng.random() < 0.05:
                    self.drawn["row group: without rows"] += 1
                    writer.write_table(rows.slice(0, 0))
                writer.write_table(rows.slice(start, size))

    def add(self, path: Path, rows: int, values: dict) -> dict:
        relative = str(path.relative_to(self.raw))
        spelling = self.pick("path spelled", ["as a URI", "as a URI", "with literal spaces", "absolute"])
        quoted = urllib.parse.quote(relative, safe="/=+")
        if spelling == "with literal spaces":
            quoted = quoted.replace("%20", " ")
        if spelling == "absolute":
            quoted = "file://" + urllib.parse.quote(str(path.absolute()), safe="/=+")
        return {
            "path": quoted,
            "partitionValues": {name: self.partition_value(name, value) for name, value in values.items()},
            "size": path.stat().st_size,
            "modificationTime": int(path.stat().st_mtime * 1000),
            "dataChange": True,
            **self.statistics(rows),
        }

    def partition_value(self, name: str, value):
        kind = self.partitions[name]
        if value is None or kind in ("string", "date"):
            return value if value is None else str(value)
        if self.pick("partition value", ["as text", "as text", "as JSON"]) == "as JSON":
            return value
        return PARTITIONS[kind][2](value)

    def statistics(self, rows: int) -> dict:
        kind = self.pick("statistics", ["right", "right", "none", "null", "with a bare NaN", "cut short", "empty"])
        right = json.dumps({"numRecords": rows})
        return {
            "right": {"stats": right},
            "none": {},
            "null": {"stats": None},
            "with a bare NaN": {"stats": right[:-1] + ',"minValues":{"c0":NaN}}'},
            "cut short": {"stats": right[:-1] + ',"minValues":{"c0'},
            "empty": {"stats": ""},
        }[kind]

    def write_log(self) -> None:
        fields = [{"name": c.name, "type": c.delta, "nullable": c.name not in self.not_null, "metadata": {}} for c in self.columns]
        fields += [{"name": name, "type": kind, "nullable": True, "metadata": {}} for name, kind in self.partitions.items()]
        metadata = {
            "id": str(uuid.UUID(bytes=self.rng.randbytes(16))),
            "format": {"provider": "parquet", "options": {}},
            "schemaString": json.dumps({"type": "struct", "fields": fields}),
            "partitionColumns": list(self.partitions),
            "configuration": {},
            "createdTime": 1700000000000,
        }
        log = self.raw / "_delta_log"
        log.mkdir()
        entries = [[{"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}}, {"metaData": metadata}]]
        for add in self.adds:
            if self.rng.random() < 0.3:
                entries.append([])
            entries[-1].append({"add": add})
        for version, actions in enumerate(entries):
            (log / f"{version:020}.json").write_text("\n".join(map(json.dumps, actions)) + "\n", encoding="utf-8")


def main() -> None:
    folder, first, tables = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    drawn = collections.Counter()
    for seed in range(first, first + tables):
        RandomTable(folder / str(seed), seed, drawn).make()
    print(json.dumps(dict(sorted(drawn.items()))))


if __name__ == "__main__":
    main()
