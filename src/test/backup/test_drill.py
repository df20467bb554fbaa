"""docker/backup/drill.sh on servers as processes: what it found, and what it has to reach."""

import re
import subprocess
from collections.abc import Iterator

import pytest

from archiving import FULL, ArchivingPostgres
from backup_store import ROOT_SECRET, SECRETS
from canaries import ProcessWatch, files_with

CANARIES = [ROOT_SECRET, *SECRETS.values()]


@pytest.fixture(scope="module")
def watch() -> Iterator[ProcessWatch]:
    with ProcessWatch(CANARIES) as watch:
        yield watch


@pytest.fixture(scope="module")
def drill(postgres: ArchivingPostgres, watch: ProcessWatch) -> str:
    words = ["--destroys-the-database", "--without-docker", *(["--full"] if FULL else [])]
    done: subprocess.CompletedProcess = postgres.script("drill.sh", *words)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def figures(drill: str, line: str) -> list[tuple[float, ...]]:
    """The numbers of the lines that fit."""
    return [tuple(float(number) for number in match) for match in re.findall(f"^DRILL {line}$", drill, re.M)]


def test_no_acknowledged_row_is_lost_when_postgresql_is_killed(drill: str) -> None:
    ((kills, rows, seconds),) = figures(drill, r"kill -9: (\d+) times under load, 0 of (\d+) acknowledged rows lost, at most ([\d.]+) s .*")
    assert kills == (20 if FULL else 5)
    assert rows > 10 * kills
    assert seconds < 60


def test_five_moments_are_restored_as_the_ledger_says(drill: str) -> None:
    moments = figures(drill, r"point in time [\d: .+-]+: (\d+) rows, 0 lost, 0 too many, RTO ([\d.]+) s")
    assert len(moments) == 5
    assert len({rows for rows, _ in moments}) > 1
    assert all(seconds < 300 for _, seconds in moments)


def test_a_moment_can_still_be_restored_when_later_restores_made_other_histories(drill: str, postgres: ArchivingPostgres) -> None:
    target, rows = re.findall(r"^DRILL point in time ([\d: .+-]+): (\d+) rows", drill, re.M)[-1]
    restored = postgres.script("restore.sh", "--beside", "--target", target, "--timeline", "1")
    assert restored.returncode == 0, restored.stderr
    with postgres.restored() as query:
        assert query("SELECT count(*) FROM drill.ledger") == rows


def test_a_lost_data_directory_costs_less_than_a_minute_of_changes_and_five_of_time(drill: str) -> None:
    ((rows, rpo, rto),) = figures(
        drill, r"data directory lost: (\d+) rows, 0 lost that were acknowledged and in the archive, RPO ([\d.]+) s, RTO ([\d.]+) s"
    )
    assert rows > 0
    assert rpo <= 60
    assert rto < 300


def test_nothing_acknowledged_is_lost_where_the_wal_is_still_there(drill: str) -> None:
    ((_, rpo, rto),) = figures(
        drill, r"tables lost, WAL kept: (\d+) rows, 0 lost that were acknowledged and in the archive or the WAL, RPO ([\d.]+) s, RTO ([\d.]+) s"
    )
    assert rpo == 0
    assert rto < 300


def test_a_single_table_comes_back_from_the_dump(drill: str) -> None:
    ((rows, _),) = figures(drill, r"single table: (\d+) rows, 0 lost, 0 too many, ([\d.]+) s")
    assert rows > 0


def test_targets_outside_of_the_archive_are_refused_with_what_it_holds(drill: str) -> None:
    moment = r"[\d-]{10} [\d:]{8}\.\d{6}\+00"
    refused = re.findall(f"^DRILL refused: restore.sh: Cannot restore to (\\d+)-.*: the archive holds {moment} to {moment}; ", drill, re.M)
    assert refused == ["2001", "2101"]


def test_the_restored_server_passes_amcheck(drill: str) -> None:
    assert "DRILL amcheck: nothing to report\n" in drill


def test_no_secret_of_a_store_was_seen_in_ps_or_logs(drill: str, postgres: ArchivingPostgres, watch: ProcessWatch) -> None:
    assert watch.looks > 100
    assert watch.seen == set()
    assert files_with(CANARIES, postgres.folder.parent) == []
