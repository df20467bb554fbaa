"""Raw tables that are made without Spark: Parquet files, and a log of our own writing."""

import json
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pyarrow

import columns
import devices
import parquet_files
import vectors
from parquet_files import DataFile
from store import Place, Store

_ROWS_AT_ONCE = 500_000
_THREADS = 4
_MADE_MILLIS = 1_767_225_600_000
_NAMES = uuid.UUID("b5d3a6f0-6f0b-4f5e-9d57-2f6c1e9a7c11")
_MAPPING = "delta.columnMapping."


@dataclass(frozen=True)
class RawTable:
    """A table of `rows` rows, `rows_a_file` in each file, with merchants 1 to `keys`.

    added: the files that version 1 adds. devices: where not 0, fingerprints are those of so many
    devices, and have no dictionary. mapped: files have other names for the columns than the
    table. deletes: version 0 has deletion vectors.
    """

    rows: int
    rows_a_file: int
    keys: int
    added: int = 0
    devices: int = 0
    mapped: bool = False
    deletes: bool = False

    def write(self, store: Store, place: Place) -> bytes:
        """Writes the files and the log entry of version 0; returns that of version 1."""
        after = self.rows + self.added * self.rows_a_file
        adds = [self._add(file) for file in self._files(store, place, 0, self.rows)]
        more = [self._add(file) for file in self._files(store, place, self.rows, after)]
        if self.deletes:
            self._delete(store, place, adds)
        head = [self._protocol(), self._metadata(place)]
        store.write(f"{place.prefix}/_delta_log/{0:020d}.json", _lines(head + adds))
        return _lines(more)

    def _files(self, store: Store, place: Place, first: int, after: int) -> Iterator[DataFile]:
        def write(rows: pyarrow.Table, number: int) -> DataFile:
            content = parquet_files.encode(rows, devices.KEY if self.devices else None)
            path = f"part-{number:05d}-{uuid.uuid5(_NAMES, str(number))}-c000.snappy.parquet"
            store.write(f"{place.prefix}/{path}", content)
            return DataFile(path, len(content), len(rows), parquet_files.statistics(rows))

        step = max(1, _ROWS_AT_ONCE // self.rows_a_file) * self.rows_a_file
        with ThreadPoolExecutor(_THREADS) as pool:
            for start in range(first, after, step):
                rows = columns.rows(start, min(start + step, after), self.keys, self.devices)
                rows = _renamed(rows) if self.mapped else rows
                parts = range(0, len(rows), self.rows_a_file)
                yield from pool.map(
                    write,
                    [rows.slice(part, self.rows_a_file) for part in parts],
                    [-(-(start + part) // self.rows_a_file) for part in parts],
                )

    def _add(self, file: DataFile) -> dict:
        return {
            "add": {
                "path": file.path,
                "partitionValues": {},
                "size": file.size,
                "modificationTime": _MADE_MILLIS,
                "dataChange": True,
                "stats": file.statistics,
            }
        }

    def _delete(self, store: Store, place: Place, adds: list[dict]) -> None:
        made = vectors.of_files(self.rows, self.rows_a_file, uuid.uuid5(_NAMES, place.prefix))
        store.write(f"{place.prefix}/{made.path}", made.content)
        for action, descriptor in zip(adds, made.descriptors, strict=True):
            action["add"]["deletionVector"] = descriptor
            told = json.loads(action["add"]["stats"]) | {"tightBounds": False}
            action["add"]["stats"] = json.dumps(told, ensure_ascii=False)

    def _protocol(self) -> dict:
        protocol: dict = {"minReaderVersion": 1, "minWriterVersion": 2}
        if self.mapped:
            protocol = {"minReaderVersion": 2, "minWriterVersion": 5}
        if self.deletes:
            protocol = {"minReaderVersion": 3, "minWriterVersion": 7}
            protocol |= {f"{who}Features": ["deletionVectors"] for who in ("reader", "writer")}
        return {"protocol": protocol}

    def _metadata(self, place: Place) -> dict:
        configuration = {}
        if self.mapped:
            configuration[f"{_MAPPING}mode"] = "name"
            configuration[f"{_MAPPING}maxColumnId"] = str(len(columns.TYPES))
        if self.deletes:
            configuration["delta.enableDeletionVectors"] = "true"
        fields = [
            {"name": name, "type": kind, "nullable": True, "metadata": self._mapping(name, number)}
            for number, (name, kind) in enumerate(columns.TYPES.items(), start=1)
        ]
        return {
            "metaData": {
                "id": str(uuid.uuid5(_NAMES, place.prefix)),
                "format": {"provider": "parquet", "options": {}},
                "schemaString": json.dumps({"type": "struct", "fields": fields}),
                "partitionColumns": [],
                "configuration": configuration,
                "createdTime": _MADE_MILLIS,
            }
        }

    def _mapping(self, name: str, number: int) -> dict:
        if not self.mapped:
            return {}
        return {f"{_MAPPING}id": number, f"{_MAPPING}physicalName": _physical(name)}


def _physical(name: str) -> str:
    return f"col-{uuid.uuid5(_NAMES, name)}"


def _renamed(rows: pyarrow.Table) -> pyarrow.Table:
    """By the names that a mapped table's files have, with the ids of the columns."""
    fields = [
        field.with_name(_physical(field.name)).with_metadata({"PARQUET:field_id": str(number)})
        for number, field in enumerate(rows.schema, start=1)
    ]
    return pyarrow.Table.from_arrays(rows.columns, schema=pyarrow.schema(fields))


def _lines(actions: list[dict]) -> bytes:
    return "".join(json.dumps(a, ensure_ascii=False) + "\n" for a in actions).encode()
