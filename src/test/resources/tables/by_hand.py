"""Tables made of others by changing their logs, and tables that no writer at hand makes."""

import json
import shutil
import struct
import uuid

import pyarrow as pa
import pyarrow.parquet as pq

KEYS = ["MER-ABC", "MER-XYZ", None, "MER-123", "MER-?", "MER-NIL"]
Z85 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"

TABLES = {}


def made_of(source=None):
    """Of a copy of a table, or of nothing."""

    def remember(recipe):
        TABLES[recipe.__name__.replace("_", "-")] = (source, recipe)
        return recipe

    return remember


class Log:
    """The log of a table."""

    def __init__(self, table):
        self.table = table
        self.folder = table / "_delta_log"

    def entry(self, version):
        return self.folder / f"{version:020}.json"

    def last_checkpoint(self):
        return self.folder / "_last_checkpoint"

    def checkpoint(self, version):
        """The top level of a checkpoint."""
        (found,) = self.folder.glob(f"{version:020}.checkpoint*")
        return found

    def lines(self, file):
        return [json.loads(line) for line in file.read_text().splitlines()]

    def write(self, file, actions):
        self.folder.mkdir(parents=True, exist_ok=True)
        file.write_text(
            "".join(
                json.dumps(action, separators=(",", ":"), ensure_ascii=False) + "\n" for action in actions
            )
        )

    def forget_before(self, version_kept):
        """As cleaning does: all before that version, of which there is a checkpoint."""
        for file in [*self.folder.iterdir(), *self.folder.glob("_sidecars/*")]:
            version = file.name.split(".")[0]
            if version.isdigit() and int(version) < version_kept:
                file.unlink()

    def sidecars(self, checkpoint):
        """Their rows, as a table."""
        return pa.concat_tables(
            [
                pq.read_table(self.folder / "_sidecars" / row["sidecar"]["path"])
                for row in self.lines(checkpoint)
                if "sidecar" in row
            ]
        )


# --- checkpoints of the second kind


@made_of("v2-checkpoint-json")
def v2_checkpoint_json_without_sidecars(log):
    """The newest checkpoint has its files itself."""
    top = log.checkpoint(4)
    rows = [row for row in log.lines(top) if "sidecar" not in row]
    for row in log.sidecars(top).to_pylist(maps_as_pydicts="strict"):
        rows.append(present({kind: row[kind] for kind in ("add", "remove") if row.get(kind)}))
    log.write(top, rows)
    shutil.rmtree(log.folder / "_sidecars")
    log.last_checkpoint().unlink()
    log.forget_before(4)


def present(value):
    return {
        name: present(each) if isinstance(each, dict) else each
        for name, each in value.items()
        if each is not None
    }


@made_of("v2-checkpoint-parquet")
def v2_checkpoint_parquet_without_sidecars(log):
    top = log.checkpoint(4)
    rows = pq.read_table(top)
    names = [row["path"] for row in rows["sidecar"].to_pylist() if row]
    files = pa.concat_tables([pq.read_table(log.folder / "_sidecars" / name) for name in names])
    rest = rows.filter(rows["sidecar"].is_null()).drop_columns(["sidecar"])
    rest = rest.drop_columns([name for name in files.column_names if name in rest.column_names])
    together = pa.concat_tables([rest, files], promote_options="default")
    pq.write_table(together, top, compression="zstd", store_schema=False, write_statistics=False)
    shutil.rmtree(log.folder / "_sidecars")
    log.last_checkpoint().unlink()
    log.forget_before(4)


@made_of("v2-checkpoint-parquet")
def v2_checkpoint_of_classic_name(log):
    """Named as the first kind is, which the protocol allows."""
    log.checkpoint(4).rename(log.folder / f"{4:020}.checkpoint.parquet")
    log.last_checkpoint().write_text('{"version":4,"size":6}')
    log.forget_before(4)


@made_of("v2-checkpoint-json")
def v2_checkpoint_json_log_cleaned(log):
    log.forget_before(4)


@made_of("v2-checkpoint-parquet")
def v2_checkpoint_parquet_log_cleaned(log):
    log.forget_before(4)


@made_of("v2-checkpoint-two-sidecars")
def v2_checkpoint_two_sidecars_log_cleaned(log):
    log.forget_before(4)


# --- what a log has lost, and _last_checkpoint


@made_of("classic-checkpoint")
def log_cleaned(log):
    log.forget_before(4)


@made_of("classic-checkpoint")
def log_cleaned_with_the_commit_of_the_checkpoint(log):
    log.forget_before(4)
    log.entry(4).unlink()


@made_of("checkpoint-in-parts")
def log_cleaned_behind_parts(log):
    log.forget_before(4)


@made_of("checkpoint-in-parts")
def checkpoint_part_missing(log):
    """The newest checkpoint lacks a part, and the commits are there."""
    sorted(log.folder.glob(f"{4:020}.checkpoint.*"))[-1].unlink()


@made_of("classic-checkpoint")
def last_checkpoint_missing(log):
    log.last_checkpoint().unlink()
    log.forget_before(4)


@made_of("classic-checkpoint")
def last_checkpoint_torn(log):
    log.last_checkpoint().write_text(log.last_checkpoint().read_text()[:17])
    log.forget_before(4)


@made_of("classic-checkpoint")
def last_checkpoint_empty(log):
    log.checkpoint(2).unlink()
    log.last_checkpoint().write_text("")


@made_of("classic-checkpoint")
def last_checkpoint_of_an_older_one(log):
    log.last_checkpoint().write_text('{"version":2,"size":4}')


@made_of("classic-checkpoint")
def last_checkpoint_of_a_deleted_one(log):
    """Somebody deleted the checkpoint it names, and another writer made a later one."""
    log.checkpoint(2).unlink()
    log.last_checkpoint().write_text('{"version":2,"size":4}')
    log.forget_before(4)


@made_of("classic-checkpoint")
def last_checkpoint_of_the_future(log):
    log.checkpoint(2).unlink()
    log.last_checkpoint().write_text('{"version":9,"size":4}')


@made_of("classic-checkpoint")
def last_checkpoint_says_parts(log):
    log.checkpoint(2).unlink()
    log.last_checkpoint().write_text('{"version":4,"size":4,"parts":3}')


@made_of("log-to-compact")
def leftovers_in_the_log(log):
    """What is no part of a log: files of writers that died, of tools, and of other features."""
    torn = log.entry(2).read_text()[:40]
    for name in [
        f".{5:020}.json.{uuid.UUID(int=1)}.tmp",
        f"{5:020}.json.tmp",
        f"{5:020}.json.bak",
        f"{5:020}.crc",
        f"_staged_commits/{5:020}.{uuid.UUID(int=3)}.json",
        f"_commits/{5:020}.json",
        f"{5:020}.checkpoint.parquet.tmp",
        f"_sidecars/{uuid.UUID(int=4)}.parquet",
        "_spark_metadata/0",
        "README.md",
        f"{3:020}.checkpoint.parquet.crc",
    ]:
        file = log.folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(torn)


@made_of("log-to-compact")
def checkpoint_without_content(log):
    (log.folder / f"{3:020}.checkpoint.parquet").write_bytes(b"")


@made_of("v2-checkpoint-json")
def v2_checkpoints_of_one_version(log):
    """Two writers made one each; the one that _last_checkpoint names is gone."""
    top = log.checkpoint(4)
    for number in (1, 2):
        shutil.copy(top, log.folder / f"{4:020}.checkpoint.{uuid.UUID(int=number)}.json")
    top.unlink()
    log.forget_before(4)


@made_of("log-to-compact")
def log_compacted(log):
    """What versions 1 to 3 come to is in one file besides."""
    left = {}
    for version in range(1, 4):
        for action in log.lines(log.entry(version)):
            for kind in ("add", "remove"):
                if kind in action:
                    left[action[kind]["path"]] = action
    log.write(log.folder / f"{1:020}.{3:020}.compacted.json", left.values())


# --- deletion vectors within the log


@made_of("deletion-vectors")
def deletion_vectors_inline(log):
    for version in range(20):
        if log.entry(version).exists():
            actions = log.lines(log.entry(version))
            for action in actions:
                for kind in ("add", "remove"):
                    vector = action.get(kind, {}).get("deletionVector")
                    if vector:
                        inline(log.table, vector)
            log.write(log.entry(version), actions)
    for file in log.table.glob("deletion_vector_*.bin"):
        file.unlink()


def inline(table, vector):
    """From its file into its own text (PROTOCOL.md, "Deletion Vector Format" and "Derived Fields")."""
    encoded = vector["pathOrInlineDv"]
    prefix, name = encoded[:-20], uuid.UUID(bytes=decode(encoded[-20:]))
    content = (table / prefix / f"deletion_vector_{name}.bin").read_bytes()
    start = vector.pop("offset")
    (size,) = struct.unpack_from(">i", content, start)
    assert size == vector["sizeInBytes"], "the size in the file is that in the log"
    vector["storageType"] = "i"
    vector["pathOrInlineDv"] = encode(content[start + 4 : start + 4 + size])


def decode(text):
    words = []
    for i in range(0, len(text), 5):
        value = 0
        for character in text[i : i + 5]:
            value = value * 85 + Z85.index(character)
        words.append(value)
    return struct.pack(f">{len(words)}I", *words)


def encode(content):
    padded = content + bytes(-len(content) % 4)
    text = ""
    for (value,) in struct.iter_unpack(">I", padded):
        digits = ""
        for _ in range(5):
            value, digit = divmod(value, 85)
            digits = Z85[digit] + digits
        text += digits
    return text


# --- tables from nothing


def column(name, kind, **metadata):
    return {
        "name": name,
        "type": kind,
        "nullable": True,
        "metadata": {key.replace("__", "."): value for key, value in metadata.items()},
    }


def metadata(*columns, **configuration):
    return {
        "metaData": {
            "id": str(uuid.uuid5(uuid.NAMESPACE_OID, repr(columns))),
            "format": {"provider": "parquet", "options": {}},
            "schemaString": json.dumps({"type": "struct", "fields": columns}),
            "partitionColumns": [],
            "configuration": {key.replace("__", "."): value for key, value in configuration.items()},
            "createdTime": 0,
        }
    }


def protocol(reader, writer, readers=None, writers=None):
    asked = {"minReaderVersion": reader, "minWriterVersion": writer}
    return {
        "protocol": asked
        | ({"readerFeatures": readers} if readers is not None else {})
        | ({"writerFeatures": writers} if writers is not None else {})
    }


def added(log, name, table):
    """A file, written; the action that adds it."""
    log.table.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, log.table / name)
    return {
        "add": {
            "path": name,
            "partitionValues": {},
            "size": (log.table / name).stat().st_size,
            "modificationTime": 0,
            "dataChange": True,
            "stats": json.dumps({"numRecords": table.num_rows}),
        }
    }


def six_rows():
    return pa.table({"id": pa.array(range(6), pa.int64()), "merchant_id": KEYS})


PLAIN = (column("id", "long"), column("merchant_id", "string"))


@made_of()
def mapped_by_id_other_names(log):
    """The ids in the files tell which column is which; their names say otherwise."""
    log.write(
        log.entry(0),
        [
            protocol(2, 5),
            metadata(
                column("id", "long", delta__columnMapping__id=1, delta__columnMapping__physicalName="id"),
                column(
                    "merchant_id",
                    "string",
                    delta__columnMapping__id=2,
                    delta__columnMapping__physicalName="merchant_id",
                ),
                column(
                    "note", "string", delta__columnMapping__id=3, delta__columnMapping__physicalName="note"
                ),
                delta__columnMapping__mode="id",
                delta__columnMapping__maxColumnId="3",
            ),
            added(
                log,
                "by-names.parquet",
                named({"id": (1, range(3)), "merchant_id": (2, KEYS[:3]), "note": (3, ["a", None, "c"])}),
            ),
            added(
                log,
                "swapped.parquet",
                named({"x": (1, range(3, 6)), "note": (2, KEYS[3:]), "merchant_id": (3, ["d", "e", None])}),
            ),
            added(log, "fewer.parquet", named({"y": (2, KEYS[:2]), "z": (1, range(6, 8))})),
        ],
    )


def named(columns):
    """Columns by their names, each with its field id."""
    arrays = [
        pa.array(list(values), pa.int64() if number == 1 else pa.string())
        for number, values in columns.values()
    ]
    fields = [
        pa.field(name, array.type, metadata={"PARQUET:field_id": str(number)})
        for (name, (number, _)), array in zip(columns.items(), arrays)
    ]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def asking(log, readers, writers, **configuration):
    log.write(
        log.entry(0),
        [
            protocol(3, 7, readers, writers),
            metadata(*PLAIN, **configuration),
            added(log, "a.parquet", six_rows()),
        ],
    )


@made_of()
def catalog_managed(log):
    """Its newest version is known to a catalog alone."""
    names = ["catalogManaged", "vacuumProtocolCheck"]
    asking(log, names, [*names, "inCommitTimestamp"], delta__enableInCommitTimestamps="true")
    staged = log.folder / "_staged_commits"
    staged.mkdir()
    log.write(
        staged / f"{1:020}.{uuid.uuid5(uuid.NAMESPACE_OID, 'staged')}.json",
        [added(log, "b.parquet", six_rows())],
    )


@made_of()
def unknown_reader_feature(log):
    asking(log, ["rowsInReverse"], ["rowsInReverse"])


@made_of()
def unknown_writer_feature(log):
    """Who only reads need not know it."""
    asking(log, [], ["blessedByTheKing"])


@made_of()
def unknown_reader_feature_dropped(log):
    """The last protocol counts."""
    unknown_reader_feature(log)
    log.write(log.entry(1), [protocol(1, 2)])


@made_of()
def reader_version_4(log):
    log.write(log.entry(0), [protocol(4, 8, [], []), metadata(*PLAIN), added(log, "a.parquet", six_rows())])
