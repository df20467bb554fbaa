"""The scripts of docker/backup, each by itself; test_drill.py has them under load."""

import re
import shutil
from pathlib import Path

import pytest
import urllib3
from minio.error import S3Error

from archiving import ArchivingPostgres
from backup_store import BackupStore
from processes import Server
from stores import http_client


def newest_in_history(postgres: ArchivingPostgres) -> str:
    """The table that monitoring reads."""
    return postgres.superuser("SELECT kind, ok, bytes > 0 FROM public.backup_history ORDER BY ended DESC LIMIT 1")[0]


def stand_in(folder: Path, program: str, text: str) -> dict[str, str]:
    """An environment in which ``program`` is another one."""
    folder.chmod(0o755)
    (folder / program).write_text(f"#!/usr/bin/env bash\nset -e\n{text}\n")
    (folder / program).chmod(0o755)
    return {"POSTGRES_BIN": str(folder)}


@pytest.fixture
def programs(postgres: ArchivingPostgres) -> Path:
    folder = postgres.folder / "programs"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def kept(postgres: ArchivingPostgres) -> None:
    postgres.superuser("CREATE TABLE public.kept AS SELECT n, md5(n::text) AS text FROM generate_series(1, 1000) AS n")
    postgres.superuser('ALTER TABLE public.kept ADD PRIMARY KEY (n), OWNER TO "user"')


def test_a_base_backup_is_noted_for_monitoring(backed_up: ArchivingPostgres) -> None:
    assert newest_in_history(backed_up) == "full|t|t"


def test_the_way_from_the_server_to_the_archive_can_be_checked(backed_up: ArchivingPostgres) -> None:
    # As docs/runbook.md does.
    checked = backed_up.run(["pgbackrest", "--log-level-console=info", "check"])
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "successfully archived" in checked.stdout


def test_a_backup_that_fails_is_noted_as_failed(backed_up: ArchivingPostgres) -> None:
    failed = backed_up.script("base-backup.sh", "diff", PGBACKREST_REPO1_S3_KEY_SECRET="wrong-secret")
    assert failed.returncode != 0
    assert newest_in_history(backed_up) == "diff|f|"


def test_a_backup_of_no_known_kind_is_refused(postgres: ArchivingPostgres) -> None:
    refused = postgres.script("base-backup.sh", "all")
    assert refused.returncode == 2
    assert refused.stderr == "base-backup.sh: Cannot take a backup of the kind 'all'; say full, diff or incr\n"


def test_retention_deletes_backups_that_are_given_up(backed_up: ArchivingPostgres) -> None:
    def full_backups() -> list[str]:
        return re.findall(r"full backup: (\S+)", backed_up.run(["pgbackrest", "info"]).stdout)

    before = full_backups()
    # By number in place of days: a test does not wait two weeks.
    by_number = {"PGBACKREST_REPO1_RETENTION_FULL_TYPE": "count", "PGBACKREST_REPO1_RETENTION_FULL": "1"}
    backed_up.script("base-backup.sh", "full", **by_number).check_returncode()
    (last,) = full_backups()
    assert before
    assert last not in before


def test_a_dump_is_restored_and_compared(postgres: ArchivingPostgres, kept: None) -> None:
    done = postgres.script("dump.sh")
    assert done.returncode == 0, done.stderr
    assert re.search(r"main_db-\d{8}T\d{6}Z.dump: \d+ tables, restored and compared\n", done.stdout)
    assert newest_in_history(postgres) == "logical|t|t"
    assert postgres.superuser("SELECT datname FROM pg_database WHERE datname LIKE 'restore%'") == []
    assert list((postgres.folder / "dumps").glob("unfinished*")) == []


@pytest.mark.parametrize(
    ("program", "fault"),
    [
        ("pg_dump", "{} --exclude-table-data=public.kept"),
        ("pg_restore", "{} && if [[ $* == *--dbname=* ]]; then psql -qX -d restore_check_main_db -c 'UPDATE kept SET text = 1 WHERE n = 7'; fi"),
    ],
    ids=["rows are missing", "one row is another"],
)  # fmt: skip
def test_a_dump_that_differs_is_not_kept(postgres: ArchivingPostgres, programs: Path, kept: None, program: str, fault: str) -> None:
    before = set((postgres.folder / "dumps").iterdir())
    real = f'{postgres.env["POSTGRES_BIN"]}/{program} "$@"'
    refused = postgres.script("dump.sh", "main_db", **stand_in(programs, program, fault.format(real)))
    (programs / program).unlink()
    assert refused.returncode == 2
    assert re.search(r"^> public.kept\|", refused.stderr, re.M)
    assert "Cannot keep the dump of main_db" in refused.stderr
    assert set((postgres.folder / "dumps").iterdir()) == before
    assert newest_in_history(postgres) == "logical|f|"


def test_the_schedule_says_when_it_backs_up_and_does_so_then(backed_up: ArchivingPostgres, programs: Path) -> None:
    # A night that is over at once; the one after it is as long as nights are.
    night = programs / "night"
    env = stand_in(programs, "sleep", f"[[ ! -f {night} ]] || exec /bin/sleep 3600\necho \"$1\" >{night}")
    env["POSTGRES_BIN"] = f"{programs}:{backed_up.env['POSTGRES_BIN']}"
    backed_up.own(programs)
    mark = programs / "mark"
    schedule = Server(
        "schedule",
        [*backed_up.as_server, str(backed_up.folder / "scripts/schedule.sh")],
        {**backed_up.env, **env, "BACKUP_AT": "02:00", "SCHEDULE_MARK": str(mark)},
        programs / "log",
        Path("/"),
    )
    schedule.start()
    try:
        schedule.wait_until(lambda: mark.exists() and schedule.tail().count("the next backup is at") == 2)
    finally:
        schedule.kill()
        (programs / "sleep").unlink()
    assert 0 < int(night.read_text()) <= 86400
    assert re.fullmatch(r"schedule.sh: the next backup is at \d{4}-\d\d-\d\d 02:00:00 UTC", schedule.tail().splitlines()[0])
    history = backed_up.superuser("SELECT kind, ok FROM public.backup_history ORDER BY ended DESC LIMIT 2")
    assert history in (["logical|t", "diff|t"], ["logical|t", "full|t"])


def newest_dump(postgres: ArchivingPostgres) -> str:
    return str(max((postgres.folder / "dumps").glob("main_db-*.dump")))


def table(postgres: ArchivingPostgres) -> list[str]:
    """Rows, a sum, the owner and the primary key of the table."""
    return postgres.superuser(
        "SELECT (SELECT count(*) FROM public.kept), (SELECT sum(hashtext(text)) FROM public.kept), tableowner,"
        " (SELECT count(*) FROM pg_constraint WHERE conrelid = 'public.kept'::regclass AND contype = 'p')"
        " FROM pg_tables WHERE tablename = 'kept'"
    )


def test_a_table_that_is_gone_comes_back_from_the_dump(postgres: ArchivingPostgres, kept: None) -> None:
    postgres.script("dump.sh", "main_db").check_returncode()
    before = table(postgres)
    postgres.superuser("DROP TABLE public.kept")
    done = postgres.script("restore-table.sh", newest_dump(postgres), "public.kept", "main_db", PGUSER="postgres")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("public.kept: 1000 rows, as in ")
    assert table(postgres) == before


def test_wrong_rows_of_a_table_are_replaced_all_or_none(postgres: ArchivingPostgres, kept: None) -> None:
    before = table(postgres)
    words = [newest_dump(postgres), "public.kept", "main_db"]
    postgres.superuser("UPDATE public.kept SET text = '' WHERE n > 500")
    refused = postgres.script("restore-table.sh", *words, PGUSER="postgres")
    assert refused.returncode == 2
    assert "Cannot restore public.kept: main_db has it; say --replace-rows, or rename it first" in refused.stderr

    # Something the dump's rows do not fit: nothing is replaced.
    wrong = table(postgres)
    postgres.superuser("ALTER TABLE public.kept ADD CONSTRAINT small CHECK (n < 900) NOT VALID")
    assert postgres.script("restore-table.sh", "--replace-rows", *words, PGUSER="postgres").returncode != 0
    assert table(postgres) == wrong

    postgres.superuser("ALTER TABLE public.kept DROP CONSTRAINT small")
    postgres.script("restore-table.sh", "--replace-rows", *words, PGUSER="postgres").check_returncode()
    assert table(postgres) == before


def test_a_table_that_the_dump_does_not_have_is_refused(postgres: ArchivingPostgres, kept: None) -> None:
    refused = postgres.script("restore-table.sh", newest_dump(postgres), "public.keep", "main_db", PGUSER="postgres")
    assert refused.returncode == 2
    assert "Cannot find public.keep in" in refused.stderr


def test_a_plain_backup_is_verified_and_starts_by_itself(postgres: ArchivingPostgres) -> None:
    copy = postgres.folder / "plain"
    done = postgres.script("plain-backup.sh", str(copy))
    assert done.returncode == 0, done.stderr
    assert newest_in_history(postgres) == "plain|t|t"
    options = f"-c archive_mode=off -c listen_addresses='' -c unix_socket_directories='{copy}'"
    control = [f"{postgres.env['POSTGRES_BIN']}/pg_ctl", "--pgdata", str(copy), "--silent"]
    postgres.run([*control, "--log", f"{copy}.log", "--options", options, "start"]).check_returncode()
    count = postgres.run(["psql", "-XAt", "-h", str(copy), "-U", "postgres", "-d", "main_db", "-c", "SELECT count(*) FROM pg_roles WHERE rolname = 'user'"])
    postgres.run([*control, "--mode=immediate", "stop"]).check_returncode()
    assert count.stdout == "1\n"
    again = postgres.script("plain-backup.sh", str(copy))
    assert again.returncode == 2
    assert "it is there already" in again.stderr


def test_a_restore_is_refused_while_postgresql_runs(backed_up: ArchivingPostgres) -> None:
    refused = backed_up.script("restore.sh", "--latest")
    assert refused.returncode == 2
    assert refused.stderr == f"restore.sh: Cannot restore while PostgreSQL runs at {backed_up.env['PGHOST']}; stop it first\n"
    # It also sees a server that answers nowhere it looks.
    refused = backed_up.script("restore.sh", "--latest", PGHOST="/tmp")
    assert refused.returncode == 2
    assert re.search(r"Cannot restore while PostgreSQL runs in \S+ \(process \d+\); stop it first\n", refused.stderr)


@pytest.mark.parametrize("target", ["yesterday", "2026-11-27 14:05:00", "2026-13-27 14:05:00+00", "14:05", ""])
def test_a_target_that_is_no_moment_is_refused(postgres: ArchivingPostgres, target: str) -> None:
    refused = postgres.script("restore.sh", "--target", target)
    assert refused.returncode == 2
    assert re.fullmatch(r"restore.sh: Cannot restore.*\n", refused.stderr)


def test_a_restore_into_a_folder_of_something_else_is_refused(backed_up: ArchivingPostgres) -> None:
    restored = Path(backed_up.env["RESTORED_PGDATA"])
    # What an earlier restore left is a database, and would be taken over.
    for left in restored.iterdir():
        shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
    (restored / "letters").touch()
    refused = backed_up.script("restore.sh", "--latest", "--beside")
    (restored / "letters").unlink()
    assert refused.returncode == 2
    assert "it holds something, and no database; empty it first" in refused.stderr


def test_the_role_reads_everything_and_changes_nothing(postgres: ArchivingPostgres, kept: None) -> None:
    def as_backup(sql: str, host: str = postgres.env["PGHOST"]) -> tuple[int, str]:
        done = postgres.run(["psql", "-XAtw", "-h", host, "-U", "backup", "-d", "main_db", "-c", sql])
        return done.returncode, done.stdout + done.stderr

    assert as_backup("SELECT count(*) FROM public.kept") == (0, "1000\n")
    for statement in ("DELETE FROM public.kept", "CREATE TABLE public.mine ()", "CREATE ROLE other", "DELETE FROM public.backup_history"):
        assert "permission denied" in as_backup(statement)[1]
    assert "no password supplied" in as_backup("SELECT 1", "127.0.0.1")[1]


@pytest.mark.parametrize(("account", "other"), [("postgres-backup", "lakehouse-backup"), ("lakehouse-backup", "postgres-backup")])
def test_an_account_may_use_its_own_bucket_and_nothing_else(store: BackupStore, account: str, other: str) -> None:
    client = store.client(account)
    assert list(client.list_objects(account)) is not None
    for refused in (
        lambda: list(client.list_objects(other)),
        lambda: client.stat_object(other, "anything"),
        lambda: client.make_bucket("one-more"),
        lambda: client.remove_bucket(account),
    ):
        with pytest.raises(S3Error, match="Access ?Denied|Forbidden"):
            refused()


def test_the_store_speaks_tls_alone_with_a_certificate_that_is_checked(store: BackupStore) -> None:
    stranger = http_client(None)
    with pytest.raises(urllib3.exceptions.MaxRetryError, match="CERTIFICATE_VERIFY_FAILED"):
        stranger.request("GET", f"https://{store.host}/minio/health/live", retries=0)
    assert stranger.request("GET", f"http://{store.host}/minio/health/live", retries=False).status == 400
