"""A PostgreSQL as docker compose has it when it is monitored and archives its WAL, and a replica of it."""

import os
import subprocess
from pathlib import Path

from expressions import OBSERVABILITY, ROOT
from postgres import Postgres
from processes import Server, free_port

MONITOR_PASSWORD = "canary-monitor-3Kq9"
MIGRATIONS = ("V4__create_enrichment_runs.sql", "V5__add_lookups_to_enrichment_runs.sql", "V6__create_unmatched_keys.sql",
              "V7__add_validity_to_enrichment_runs.sql", "V8__add_quarantine_to_enrichment_runs.sql")


class MonitoredPostgres(Postgres):
    """With the role ``monitor``, and the tables that the exporter reads."""

    def __init__(self, folder: Path, preload: bool = True) -> None:
        super().__init__(folder, "user-laptop", "airflow-laptop")
        self.folder = folder
        self.archive = folder / "archive"
        self.archive.mkdir()
        self.archive.chmod(0o777)
        lines = [
            "archive_mode = on",
            f"archive_command = 'test ! -f {self.archive}/%f && cp %p {self.archive}/%f'",
            "shared_preload_libraries = 'pg_stat_statements'" if preload else "",
        ]
        with (self._data / "postgresql.conf").open("a") as file:
            file.writelines(line + "\n" for line in lines)

    def start(self) -> "MonitoredPostgres":
        super().start()
        for file in MIGRATIONS:
            self.query((ROOT / "src/main/resources/db/migration" / file).read_text())
        for _ in range(2):  # It may be repeated.
            self.prepare_for_monitoring()
        return self

    def stop(self, mode: str = "immediate") -> None:
        # Server.stop signals the archiver too, which then waits for a minute.
        words = [self._bin / "pg_ctl", "stop", "--silent", f"--mode={mode}", f"--pgdata={self._data}"]
        subprocess.run([*self._as_server, *words], cwd="/")
        self.server.stop()

    def prepare_for_monitoring(self) -> None:
        """What the service monitor-role does."""
        subprocess.run(
            [*self._psql(), "--quiet", "--dbname=main_db", f"--file={OBSERVABILITY / 'monitor-role.sql'}"],
            env={**os.environ, "MONITOR_DATABASE_PASSWORD": MONITOR_PASSWORD},
            check=True,
        )

    def as_monitor(self, sql: str) -> subprocess.CompletedProcess[str]:
        words = [self._program, "-h", "127.0.0.1", "-p", str(self.port), "-U", "monitor", "-d", "main_db", "-XAtc", sql]
        return subprocess.run(words, env={**os.environ, "PGPASSWORD": MONITOR_PASSWORD}, capture_output=True, text=True)

    def session(self, application: str, *statements: str, stays: bool = True) -> subprocess.Popen[bytes]:
        """A client of its own that does what it is told, and stays connected or goes."""
        client = subprocess.Popen(
            [*self._psql(), "--quiet", "--dbname=main_db"],
            env={**os.environ, "PGAPPNAME": application},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        client.stdin.write("".join(f"{statement};\n" for statement in statements).encode())
        client.stdin.flush()
        if not stays:
            client.stdin.close()
        return client

    def pgbench(self, *words: str) -> list[str]:
        """The words that start pgbench against main_db."""
        place = [f"--host={self._data}", f"--port={self.port}", "--username=postgres"]
        return [str(self._bin / "pgbench"), *place, *words, "main_db"]

    def replica(self) -> Server:
        """A streaming replica, with a slot of its own."""
        data = self.folder / "replica"
        self.superuser("SELECT pg_create_physical_replication_slot('replica')")
        copy = [f"--host={self._data}", f"--port={self.port}", "--username=postgres", "--slot=replica", "--checkpoint=fast"]
        words = [*self._as_server, self._bin / "pg_basebackup", *copy, "--write-recovery-conf", "--no-sync", f"--pgdata={data}"]
        self._writable(data)
        subprocess.run(words, env={**os.environ, "PGAPPNAME": "replica"}, check=True, cwd="/")
        settings = {"port": free_port(), "listen_addresses": "127.0.0.1", "unix_socket_directories": data, "archive_mode": "off"}
        return self._server("replica", data, settings, self.folder).start()

    def _writable(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        owner = self._data.stat()
        os.chown(folder, owner.st_uid, owner.st_gid)
