"""Copies of a Delta table, read with delta-rs row by row."""

import json
import subprocess
import threading
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake

from backup_store import BackupStore
from conftest import ROOT, run
from lakehouse import Minio
from minio import Minio as Client

PROGRAM = ROOT / "docker/backup/delta_copy.py"


class Lakehouse:
    """The store that is backed up, and the program that does it."""

    def __init__(self, minio: Minio, store: BackupStore) -> None:
        self.options = {
            "AWS_ENDPOINT_URL": minio.url,
            "AWS_ACCESS_KEY_ID": minio.user,
            "AWS_SECRET_ACCESS_KEY": minio.password,
            "AWS_REGION": "us-east-1",
            "AWS_ALLOW_HTTP": "true",
        }
        self.env = {
            **store.lakehouse_environment,
            "LAKEHOUSE_ENDPOINT": minio.url,
            "LAKEHOUSE_ACCESS_KEY": minio.user,
            "LAKEHOUSE_SECRET_KEY": minio.password,
        }
        self.client = Client(minio.url.removeprefix("http://"), minio.user, minio.password, secure=False, region="us-east-1")
        self.copies = store.client("lakehouse-backup")

    def append(self, table: str, first: int, count: int = 10) -> None:
        rows = pa.table({"n": pa.array(range(first, first + count), pa.int64())})
        write_deltalake(f"s3://{table}", rows, mode="append", storage_options=self.options)

    def rows(self, table: str, version: int | None = None) -> list[int]:
        delta = DeltaTable(f"s3://{table}", version=version, storage_options=self.options)
        return sorted(delta.to_pyarrow_table()["n"].to_pylist())

    def program(self, *words: str) -> subprocess.CompletedProcess:
        return run(PROGRAM, *words, env=self.env)


@pytest.fixture(scope="module")
def tables(lakehouse: Minio, store: BackupStore) -> Lakehouse:
    tables = Lakehouse(lakehouse, store)
    tables.client.make_bucket("raw")
    return tables


def test_a_table_is_copied_and_restored_row_for_row(tables: Lakehouse) -> None:
    # A checkpoint is among the versions.
    for version in range(12):
        tables.append("raw/whole", version * 10)
    DeltaTable("s3://raw/whole", storage_options=tables.options).create_checkpoint()
    done = tables.program("copy", "raw/whole")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) | {"bytes": 0} == {
        "table": "raw/whole", "copy": "lakehouse-backup/raw/whole", "version": 11, "files": 12, "copied": 12, "bytes": 0,
    }  # fmt: skip
    restored = tables.program("restore", "raw/whole", "raw/restored")
    assert restored.returncode == 0, restored.stderr
    assert tables.rows("raw/restored") == list(range(120))
    # Older versions too.
    assert tables.rows("raw/restored", 3) == list(range(40))


def test_a_second_copy_takes_what_is_new(tables: Lakehouse) -> None:
    tables.append("raw/again", 0)
    tables.program("copy", "raw/again").check_returncode()
    tables.append("raw/again", 10)
    assert json.loads(tables.program("copy", "s3a://raw/again").stdout)["copied"] == 1


def test_a_table_that_is_written_meanwhile_is_copied_at_one_version(tables: Lakehouse) -> None:
    tables.append("raw/busy", 0)
    stop = threading.Event()

    def write() -> None:
        number = 1
        while not stop.is_set():
            tables.append("raw/busy", number * 10)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        versions = [json.loads(tables.program("copy", "raw/busy").stdout)["version"] for _ in range(3)]
    finally:
        stop.set()
        writer.join()
    tables.program("restore", "raw/busy", "raw/busy_restored").check_returncode()
    assert versions == sorted(set(versions))
    assert tables.rows("raw/busy_restored") == list(range((versions[-1] + 1) * 10))
    assert tables.rows("raw/busy_restored") == tables.rows("raw/busy", versions[-1])


def test_a_copy_of_a_table_that_lost_a_file_is_refused_and_the_copy_stays_as_it_was(tables: Lakehouse) -> None:
    tables.append("raw/lost", 0)
    tables.program("copy", "raw/lost").check_returncode()
    tables.append("raw/lost", 10)
    newest = max(tables.client.list_objects("raw", "lost/", recursive=True), key=lambda item: (item.object_name.endswith("parquet"), item.last_modified))
    tables.client.remove_object("raw", newest.object_name)
    refused = tables.program("copy", "raw/lost")
    assert refused.returncode == 2
    assert "Cannot copy raw/lost: 1 files of version 1 are gone" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    tables.program("restore", "raw/lost", "raw/lost_restored").check_returncode()
    assert tables.rows("raw/lost_restored") == list(range(10))


def test_the_log_comes_last_so_that_a_copy_that_was_broken_off_is_the_version_before(tables: Lakehouse) -> None:
    tables.append("raw/order", 0)
    tables.append("raw/order", 10)
    tables.program("copy", "raw/order").check_returncode()
    objects = list(tables.copies.list_objects("lakehouse-backup", "raw/order/", recursive=True))
    data = [item.last_modified for item in objects if "_delta_log" not in item.object_name]
    log = [(item.object_name, item.last_modified) for item in objects if "_delta_log" in item.object_name]
    assert len(data) == len(log) == 2
    assert max(data) <= min(moment for _, moment in log)
    assert [name for name, _ in sorted(log, key=lambda item: item[1])] == sorted(name for name, _ in log)


def test_two_tables_are_not_mixed(tables: Lakehouse) -> None:
    tables.append("raw/one", 0)
    tables.program("copy", "raw/one").check_returncode()
    refused = tables.program("restore", "raw/one")
    assert refused.returncode == 2
    assert "Cannot restore lakehouse-backup/raw/one to raw/one: there is a table already" in refused.stderr

    for item in list(tables.client.list_objects("raw", "one/", recursive=True)):
        tables.client.remove_object("raw", item.object_name)
    tables.append("raw/one", 500)
    refused = tables.program("copy", "raw/one")
    assert refused.returncode == 2
    assert "that is a copy of another table" in refused.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["copy", "raw/nothing"], "Cannot copy raw/nothing: there is no Delta table"),
        (["copy", "raw"], "Cannot tell the table from 'raw'; write BUCKET/TABLE"),
        (["mirror", "raw/one"], "Cannot tell what to do; say copy BUCKET/TABLE"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(tables: Lakehouse, words: list[str], message: str) -> None:
    refused = tables.program(*words)
    assert refused.returncode == 2
    assert refused.stderr.startswith(f"delta_copy.py: {message}")
    assert len(refused.stderr.splitlines()) == 1


def test_a_store_that_is_not_there_ends_it_with_one_line(tables: Lakehouse, tmp_path: Path) -> None:
    done = run(PROGRAM, "copy", "raw/one", env={**tables.env, "LAKEHOUSE_ENDPOINT": "http://127.0.0.1:9"})
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
