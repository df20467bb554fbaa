"""Copies a Delta table to the backup store and back, so that what is there is whole at every moment.

Usage: delta_copy.py copy BUCKET/TABLE            from the lakehouse to the backup store
       delta_copy.py restore BUCKET/TABLE [NEW]   back, to NEW (another BUCKET/TABLE) or where it came from

The log is read first and written last. What is read first fixes the version; the files it names are there for as long as
nobody vacuums. And whoever reads the copy while it is made, or after it was broken off, finds the version before.
The stores are named by LAKEHOUSE_... and BACKUP_...; see stores.py. The copy is in BACKUP_BUCKET.
"""

import json
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from deltalake import DeltaTable
from minio import Minio

from stores import Refusal, run, setting, store

LOG = "_delta_log/"
PART = 64 << 20


@dataclass(frozen=True)
class Table:
    """A table's folder on a store."""

    store: Minio
    bucket: str
    prefix: str

    def __str__(self) -> str:
        return f"{self.bucket}/{self.prefix}".rstrip("/")

    def files(self, under: str = "") -> dict[str, int]:
        """Paths in the table, and sizes in bytes."""
        objects = self.store.list_objects(self.bucket, self.prefix + under, recursive=True)
        return {item.object_name[len(self.prefix) :]: item.size for item in objects if not item.is_dir}

    def read(self, path: str) -> bytes:
        answer = self.store.get_object(self.bucket, self.prefix + path)
        try:
            return answer.read()
        finally:
            answer.close()
            answer.release_conn()

    def take(self, source: "Table", path: str, size: int) -> None:
        """An object appears when it is whole."""
        answer = source.store.get_object(source.bucket, source.prefix + path)
        try:
            self.store.put_object(self.bucket, self.prefix + path, answer, size, part_size=PART)
        finally:
            answer.close()
            answer.release_conn()


def table(prefix: str, path: str, within: str | None = None) -> Table:
    """``path`` is BUCKET/TABLE; ``within`` names the bucket that holds copies under that name."""
    path = path.removeprefix("s3a://").removeprefix("s3://").strip("/")
    if "/" not in path:
        raise Refusal(f"Cannot tell the table from '{path}'; write BUCKET/TABLE, such as raw-data-bucket/financial_data_delta")
    if within:
        return Table(store(prefix), within, f"{path}/")
    bucket, name = path.split("/", 1)
    return Table(store(prefix), bucket, f"{name}/")


def log_order(path: str) -> tuple[int, bool, str]:
    """By version, and a version before the checkpoint that is made of it."""
    name = path.removeprefix(LOG)
    number = re.match(r"\d{20}(?=\.)", name)
    return (int(number[0]) if number else -1, not re.fullmatch(r"\d{20}\.json", name), name)


def is_log(path: str) -> bool:
    # _last_checkpoint is only a hint, and may name a checkpoint that came after the listing.
    return bool(re.match(r"_delta_log/(\d{20}\.|_sidecars/)", path))


def read_log(source: Table, folder: Path) -> list[str]:
    paths = sorted(filter(is_log, source.files(LOG)), key=log_order)
    if not paths:
        raise Refusal(f"Cannot copy {source}: there is no Delta table")
    for path in paths:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read(path))
    return paths


def check_same_table(source: Table, target: Table, folder: Path, may_exist: bool) -> set[str]:
    """The log files that are there already. A log that tells another history would make a table of two halves."""
    there = {path for path in target.files(LOG) if is_log(path)}
    if there and not may_exist:
        raise Refusal(f"Cannot restore {source} to {target}: there is a table already; move it away, or name another place")
    for path in there:
        if path.endswith(".json") and (folder / path).exists() and (folder / path).read_bytes() != target.read(path):
            raise Refusal(f"Cannot copy {source} to {target}: that is a copy of another table ({path} differs); delete it first")
    return there


def named_files(folder: Path) -> tuple[int, dict[str, int]]:
    """The newest version in a log, and the files it is made of, by delta-rs."""
    delta = DeltaTable(str(folder))
    actions = delta.get_add_actions(flatten=True)
    return delta.version(), dict(zip(actions["path"].to_pylist(), actions["size_bytes"].to_pylist(), strict=True))


def copy(source: Table, target: Table, may_exist: bool) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log = read_log(source, folder)
        version, named = named_files(folder)
        there = check_same_table(source, target, folder, may_exist)
        # Data files are never changed, so one of the same name and size is the same. All that are there, not those of the
        # newest version only: older versions stay readable.
        known = target.files()
        data = {path: size for path, size in source.files().items() if not path.startswith(LOG) and known.get(path) != size}
        for path, size in data.items():
            target.take(source, path, size)
        held = target.files()
        missing = [path for path, size in named.items() if held.get(path) != size]
        if missing:
            raise Refusal(
                f"Cannot copy {source}: {len(missing)} files of version {version} are gone, such as {missing[0]}; "
                "copy again, while nobody vacuums"
            )
        for path in log:
            if path not in there:
                target.store.fput_object(target.bucket, target.prefix + path, str(folder / path))
    return {"table": str(source), "copy": str(target), "version": version, "files": len(named), "copied": len(data), "bytes": sum(data.values())}


def main() -> None:
    words = sys.argv[1:]
    if not (len(words) == 2 and words[0] == "copy" or len(words) in (2, 3) and words[0] == "restore"):
        raise Refusal("Cannot tell what to do; say copy BUCKET/TABLE, or restore BUCKET/TABLE [NEW_BUCKET/TABLE]")
    kept = table("BACKUP", words[1], within=setting("BACKUP_BUCKET", "lakehouse-backup"))
    if words[0] == "copy":
        done = copy(table("LAKEHOUSE", words[1]), kept, may_exist=True)
    else:
        done = copy(kept, table("LAKEHOUSE", words[-1]), may_exist=False)
    print(json.dumps(done))


if __name__ == "__main__":
    run("delta_copy.py", main)
