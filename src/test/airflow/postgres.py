"""A PostgreSQL of this test run, with main_db's roles as docker/postgres/roles.sql makes them."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from processes import Server, free_port, wait_until

ROLES = Path(__file__).parents[3] / "docker/postgres/roles.sql"


class Postgres:
    """Started with an empty main_db and its roles."""

    def __init__(self, folder: Path, user_password: str, airflow_password: str) -> None:
        self.port = free_port()
        self.user_password = user_password
        self.airflow_password = airflow_password
        self._bin = Path(os.environ["POSTGRES_BIN"])
        # Servers out of Maven come without clients.
        self._program = shutil.which("psql", path=f"{self._bin}:{os.environ['PATH']}")
        self._data = folder / "postgres"
        self._data.mkdir()
        self._as_server: list[str] = []
        # PostgreSQL does not run as root.
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self._data, account.pw_uid, account.pw_gid)
            self._as_server = ["runuser", "-u", "postgres", "--"]
        options = ["--username=postgres", "--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(
            [*self._as_server, self._bin / "initdb", *options, self._data], check=True, stdout=subprocess.DEVNULL, cwd="/"
        )
        settings = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": self._data, "fsync": "off"}
        self.server = self._server("postgres", self._data, settings, folder)

    def start(self) -> "Postgres":
        self.server.start().wait_until(lambda: self._socket("SELECT 1", "postgres") == ["1"], 60)
        self._socket("CREATE DATABASE main_db", "postgres")
        passwords = {"DATABASE_PASSWORD": self.user_password, "AIRFLOW_DATABASE_PASSWORD": self.airflow_password}
        for _ in range(2):  # It may be repeated.
            subprocess.run(
                [*self._psql(), "--dbname=main_db"],
                stdin=ROLES.open(),
                env={**os.environ, **passwords},
                check=True,
                stdout=subprocess.DEVNULL,
            )
        return self

    def start_again(self) -> None:
        """After it was killed. It refuses to start while a process of the killed server still has its shared memory."""

        def accepts() -> bool:
            if self.server.ended:
                self.server.start()
            return self._socket("SELECT 1", "postgres") == ["1"]

        self.server.start()
        wait_until("postgres after a kill", accepts, 120)

    def query(self, sql: str, role: str = "user", database: str = "main_db") -> list[str]:
        """What ``psql -h localhost -U ROLE -d main_db`` prints: a line a row, ``|`` between columns."""
        password = {"user": self.user_password, "airflow": self.airflow_password}[role]
        done = subprocess.run(
            [self._program, "-h", "127.0.0.1", "-p", str(self.port), "-U", role, "-d", database, "-XAtv", "ON_ERROR_STOP=1", "-c", sql],
            env={**os.environ, "PGPASSWORD": password},
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise PermissionError(done.stderr.strip())
        return done.stdout.splitlines()

    def superuser(self, sql: str) -> list[str]:
        return self._socket(sql, "main_db")

    def _server(self, name: str, data: Path, settings: dict[str, object], folder: Path) -> Server:
        words = [word for setting, value in settings.items() for word in ("-c", f"{setting}={value}")]
        # The server itself, not runuser, is to get the signals.
        run_as = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if self._as_server else []
        words = [*run_as, str(self._bin / "postgres"), "-D", str(data), *words]
        return Server(name, words, dict(os.environ), folder / f"{name}.log", Path("/"))

    def _psql(self) -> list[str]:
        return [self._program, f"--host={self._data}", f"--port={self.port}", "--username=postgres", "-XAt", "-v", "ON_ERROR_STOP=1"]

    def _socket(self, sql: str, database: str) -> list[str]:
        done = subprocess.run(
            [*self._psql(), f"--dbname={database}", "-c", sql], capture_output=True, text=True, check=True
        )
        return done.stdout.splitlines()
