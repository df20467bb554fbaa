"""A PostgreSQL that archives, with the settings of docker/compose.backup.yaml, and docker/backup's scripts beside it."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from backup_store import BackupStore
from postgres import Postgres
from processes import wait_until

ROOT = Path(__file__).parents[3]
FULL = os.environ.get("DRILLS") == "full"


def compose_settings() -> dict[str, str]:
    """What the service postgres is started with."""
    command = yaml.safe_load((ROOT / "docker/compose.backup.yaml").read_text())["services"]["postgres"]["command"]
    assert command[0] == "postgres"
    return dict(word.split("=", 1) for word in command[1:] if word != "-c")


class Daemon:
    """The server as pg_ctl starts it: nobody's child, since its next start would take a dead child for a living server."""

    def __init__(self, postgres: "ArchivingPostgres") -> None:
        self._postgres = postgres

    def start(self) -> "Daemon":
        self._postgres.control("start").check_returncode()
        return self

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        wait_until("postgres", ready, seconds)

    def stop(self) -> None:
        self._postgres.control("--mode=immediate", "stop")


class ArchivingPostgres(Postgres):
    """Its settings are in its data directory, so that whoever starts it again, a script too, starts it with them."""

    def __init__(self, folder: Path, store: BackupStore) -> None:
        super().__init__(folder, "canary-database-8Qd3", "airflow-laptop")
        self.data = self._data
        self.folder = folder / "backup"
        # The server's user may not be able to enter the checkout.
        shutil.copytree(ROOT / "docker/backup", self.folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("socket", "restored", "restored-socket", "dumps", "spool", "lock"):
            (self.folder / name).mkdir(mode=0o700)
        self.own(self.folder)
        settings = {
            **compose_settings(),
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.folder / "socket"),
            "fsync": "on",
        }
        if not FULL:
            # The same minute in a short form.
            settings["archive_timeout"] = "5"
        with (self._data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PG")},
            **store.pgbackrest_environment,
            "POSTGRES_BIN": str(self._bin),
            "PATH": f"{self._bin}:{os.environ['PATH']}",
            "PGDATA": str(self._data),
            "PGHOST": str(self.folder / "socket"),
            "PGPORT": str(self.port),
            "PGBACKREST_CONFIG": str(self.folder / "scripts/pgbackrest.conf"),
            "PGBACKREST_STANZA": "main",
            "PGBACKREST_PG1_PATH": str(self._data),
            "PGBACKREST_PG1_PORT": str(self.port),
            "PGBACKREST_PG1_SOCKET_PATH": str(self.folder / "socket"),
            "PGBACKREST_SPOOL_PATH": str(self.folder / "spool"),
            "PGBACKREST_LOCK_PATH": str(self.folder / "lock"),
            "DUMP_FOLDER": str(self.folder / "dumps"),
            "SERVER_LOG": str(self.folder / "server.log"),
            "RESTORED_PGDATA": str(self.folder / "restored"),
            "RESTORED_PGHOST": str(self.folder / "restored-socket"),
        }
        self.server = Daemon(self)

    @property
    def as_server(self) -> list[str]:
        """What runs a command as the server's own user."""
        return self._as_server

    def own(self, path: Path) -> None:
        if self._as_server:
            subprocess.run(["chown", "-R", "postgres:postgres", path], check=True)

    def start(self) -> "ArchivingPostgres":
        super().start()
        for file in (ROOT / "docker/observability/backup_history.sql", ROOT / "docker/backup/role.sql"):
            for _ in range(2):  # They may be repeated.
                subprocess.run([*self._psql(), "--quiet", "--dbname=main_db"], stdin=file.open(), check=True)
        # Before the first segment is due: one that could not be archived is tried again a minute later only.
        self.run(["pgbackrest", "stanza-create"]).check_returncode()
        return self

    def control(self, *words: str) -> subprocess.CompletedProcess:
        return self.run([str(self._bin / "pg_ctl"), "--pgdata", str(self.data), "--log", self.env["SERVER_LOG"], "--silent", *words])

    def run(self, words: list[str], **env: str) -> subprocess.CompletedProcess:
        """As the server's own user, with the environment that its container has."""
        return subprocess.run(
            [*self._as_server, *words], env={**self.env, **env}, capture_output=True, text=True, cwd="/", stdin=subprocess.DEVNULL
        )

    def script(self, name: str, *words: str, **env: str) -> subprocess.CompletedProcess:
        return self.run([str(self.folder / "scripts" / name), *words], **env)

    def wait_until_archived(self) -> None:
        """Until a moment that is now can be restored."""
        now = self.superuser("SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')")[0]
        self.superuser("CREATE TABLE public.another_change ()")
        self.superuser("DROP TABLE public.another_change")
        wait_until("the archive", lambda: self.script("archive-range.sh").stdout.splitlines()[1] > now, 90)

    @contextmanager
    def restored(self) -> Iterator[Callable[[str], str]]:
        """The second server, as docker/backup/drill/processes.sh starts it; gives what asks it."""
        ground = f"here={self.folder / 'scripts'}; source $here/drill/processes.sh; "
        self.run(["bash", "-c", f"{ground} start_restored"]).check_returncode()
        psql = ["psql", "-XAt", "-h", self.env["RESTORED_PGHOST"], "-U", "postgres", "-d", "main_db", "-c"]
        try:
            wait_until("the restored server", lambda: self.run([*psql, "SELECT pg_is_in_recovery()"]).stdout == "f\n", 60)
            yield lambda sql: self.run([*psql, sql]).stdout.strip()
        finally:
            self.run(["bash", "-c", f"{ground} stop_restored"])

    def _psql(self) -> list[str]:
        psql, _, *rest = super()._psql()
        return [psql, f"--host={self.folder / 'socket'}", *rest]
