"""PostgreSQL killed under Airflow and the job, again and again."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from airflow_services import Airflow
from postgres import Postgres
from processes import Server


class Restarter(threading.Thread):
    """Starts services again that ended by themselves, as ``restart: unless-stopped`` does in compose.yaml."""

    def __init__(self, services: list[Server]) -> None:
        super().__init__(daemon=True)
        self._services = services
        self._enough = threading.Event()
        self.restarts: list[str] = []

    def run(self) -> None:
        while not self._enough.wait(1):
            for service in self._services:
                if service.ended:
                    service.start()
                    self.restarts.append(service.name)

    def end(self) -> None:
        self._enough.set()
        self.join()


@contextmanager
def restarting(airflow: Airflow) -> Iterator[Restarter]:
    restarter = Restarter([airflow.api_server, airflow.scheduler, airflow.dag_processor, airflow.worker])
    restarter.start()
    try:
        yield restarter
    finally:
        restarter.end()


def kill_during_a_run(airflow: Airflow, postgres: Postgres, dag: str, run: str, most: int, chance: random.Random) -> int:
    """Kills PostgreSQL at moments drawn by chance for as long as the run lasts, and tells how many times."""
    kills = 0
    while kills < most:
        moment = time.monotonic() + chance.uniform(3, 15)
        while time.monotonic() < moment and not airflow.ended(dag, run):
            time.sleep(0.5)
        if airflow.ended(dag, run):
            return kills
        postgres.server.kill()
        time.sleep(chance.uniform(0, 3))
        postgres.start_again()
        kills += 1
    return kills
