"""What a busy and slightly unhealthy platform does, for as long as a test looks."""

import os
import socket
import subprocess
import threading
import time
from io import BytesIO
from pathlib import Path

from minio import Minio

from enrichment import FINANCIAL, add_other_run, add_run
from monitored_postgres import MonitoredPostgres

RECORDING = Path(__file__).parent / "airflow.statsd"


class Workload:
    """pgbench; an application that leaks connections; waits for a lock; runs; objects; what Airflow once sent."""

    def __init__(self, postgres: MonitoredPostgres, store: Minio, statsd_port: int, folder: Path) -> None:
        self._postgres = postgres
        self._store = store
        self._statsd = ("127.0.0.1", statsd_port)
        self._log = folder / "pgbench.log"
        self._clients: list[subprocess.Popen[bytes]] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=loop, daemon=True) for loop in (self._send_as_airflow, self._disturb)]
        self.failure: BaseException | None = None

    def start(self) -> "Workload":
        subprocess.run(self._postgres.pgbench("--initialize", "--scale=3", "--quiet"), check=True, stderr=subprocess.DEVNULL)
        self._store.make_bucket("workload")
        with self._log.open("wb") as log:
            words = self._postgres.pgbench("--client=4", "--rate=60", "--time=600", "--no-vacuum")
            self._clients.append(subprocess.Popen(words, stdout=log, stderr=log, env={**os.environ, "PGAPPNAME": "pgbench"}))
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(30)
        for client in self._clients:
            client.kill()
            client.wait()

    def _disturb(self) -> None:
        """Each turn takes some two seconds."""
        turn = 0
        try:
            while not self._stop.wait(2):
                turn += 1
                self._turn(turn)
        except Exception as e:  # noqa: BLE001 - told to the test
            self.failure = e

    def _turn(self, turn: int) -> None:
        postgres = self._postgres
        if turn <= 20:
            self._clients.append(postgres.session("leaky-app", "SELECT 1"))
        if turn == 5:
            self._clients.append(postgres.session("notebook", "BEGIN", "SELECT 1"))
        if turn % 6 == 1:
            lock = "LOCK TABLE pgbench_branches IN ACCESS EXCLUSIVE MODE"
            self._clients.append(postgres.session("migration", "BEGIN", lock, "SELECT pg_sleep(3)", "COMMIT", stays=False))
        if turn % 4 == 0:
            # More than fits into work_mem, and than is in shared_buffers.
            postgres.superuser("SET work_mem = '64kB'; SELECT count(DISTINCT abalance + aid) FROM pgbench_accounts")
            postgres.superuser("SELECT pg_switch_wal()")
        if turn % 10 == 0:
            postgres.superuser("CHECKPOINT")
        if turn % 3 == 0:
            add_run(postgres, FINANCIAL, 20 + turn, rate=0.94 + turn % 4 / 100)
        if turn in (6, 14):
            add_other_run(postgres, "nothing to do")
        if turn == 10:
            add_other_run(postgres, "failed", "DATABASE_UNREACHABLE", 1)
        for number in range(5):
            self._store.put_object("workload", f"{turn}-{number}", BytesIO(b"x" * 100_000), 100_000)
            self._store.get_object("workload", f"{turn}-{number}").close()
        list(self._store.list_objects("workload"))
        try:
            self._store.stat_object("workload", "nothing")
        except Exception:  # noqa: BLE001 - an error that MinIO counts
            pass

    def _send_as_airflow(self) -> None:
        lines = RECORDING.read_text().splitlines()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            while not self._stop.wait(1):
                for line in lines:
                    out.sendto(line.encode(), self._statsd)
                    time.sleep(0.001)
