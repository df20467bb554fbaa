"""PostgreSQL with its archive in a store over TLS, as docker/compose.backup.yaml has them, as processes."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
# Servers as processes, and what looks for secrets: the same as the platform's tests have.
sys.path.insert(0, str(ROOT / "src/test/airflow"))
sys.path.insert(0, str(ROOT / "docker/backup"))

from archiving import ArchivingPostgres  # noqa: E402
from backup_store import BackupStore  # noqa: E402
from lakehouse import Minio  # noqa: E402
from processes import servers_folder  # noqa: E402


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    with servers_folder("backup") as path:
        yield path


@pytest.fixture(scope="session")
def store(folder: Path) -> Iterator[BackupStore]:
    store = BackupStore(folder)
    try:
        yield store.start()
    finally:
        store.server.stop()


@pytest.fixture(scope="session")
def postgres(folder: Path, store: BackupStore) -> Iterator[ArchivingPostgres]:
    postgres = ArchivingPostgres(folder, store)
    try:
        yield postgres.start()
    finally:
        postgres.server.stop()


@pytest.fixture(scope="session")
def backed_up(postgres: ArchivingPostgres) -> ArchivingPostgres:
    """With a full backup, and a moment after it that can be restored."""
    postgres.script("base-backup.sh", "full").check_returncode()
    postgres.superuser("CREATE TABLE public.a_change ()")
    postgres.wait_until_archived()
    return postgres


@pytest.fixture(scope="session")
def lakehouse(folder: Path) -> Iterator[Minio]:
    minio = Minio(folder, "lakehouse-user", "canary-lakehouse-7Hn2")
    try:
        yield minio.start()
    finally:
        minio.server.stop()


def run(program: Path, *words: str, env: dict[str, str]) -> subprocess.CompletedProcess:
    """A Python program of docker/backup."""
    return subprocess.run([sys.executable, program, *words], env={**os.environ, **env}, capture_output=True, text=True)
