"""The platform of this test run: PostgreSQL, MinIO, redis and Airflow's services as processes."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

# Before anything imports Airflow, which makes itself a home where it finds none.
os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp(prefix="airflow-home-")
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
os.environ["DELTA_ENRICH_HOME"] = str(ROOT)
sys.path.insert(0, str(ROOT / "jobs/dags"))

from airflow_services import Airflow  # noqa: E402
from lakehouse import Minio  # noqa: E402
from postgres import Postgres  # noqa: E402
from processes import Server, free_port, servers_folder  # noqa: E402

# Words that stand nowhere else, so that a search for them finds leaks only.
DATABASE_PASSWORD = "canary-database-8Qd3"
STORE_PASSWORD = "canary-store-5Wx1"
METASTORE_PASSWORD = "canary-metastore-2Kf9"


@dataclass(frozen=True)
class Platform:
    """What is running."""

    folder: Path
    postgres: Postgres
    minio: Minio
    airflow: Airflow

    @property
    def init_environment(self) -> dict[str, str]:
        """What docker/airflow/init.py reads."""
        return {
            **self.airflow.env,
            "AIRFLOW_ADMIN_PASSWORD": "admin",
            "DATABASE_HOST": "127.0.0.1",
            "DATABASE_PORT": str(self.postgres.port),
            "DATABASE_PASSWORD": DATABASE_PASSWORD,
            "MINIO_ENDPOINT": self.minio.url,
            "MINIO_ROOT_USER": self.minio.user,
            "MINIO_ROOT_PASSWORD": STORE_PASSWORD,
            "SPARK_MASTER": "local[2]",
        }

    def initialise(self) -> None:
        subprocess.run([sys.executable, ROOT / "docker/airflow/init.py"], env=self.init_environment, check=True)


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    with servers_folder("platform") as path:
        yield path


@pytest.fixture(scope="session")
def platform(folder: Path) -> Iterator[Platform]:
    postgres = Postgres(folder, DATABASE_PASSWORD, METASTORE_PASSWORD)
    minio = Minio(folder, "minio-user", STORE_PASSWORD)
    port = free_port()
    redis = Server("redis", ["redis-server", "--port", str(port), "--save", ""], dict(os.environ), folder / "redis.log", folder)
    running = Platform(
        folder,
        postgres,
        minio,
        Airflow(
            folder,
            f"airflow:{METASTORE_PASSWORD}@127.0.0.1:{postgres.port}/main_db",
            f"redis://127.0.0.1:{port}/0",
            f"redis://127.0.0.1:{port}/1",
            # The same Spark and program as the image's.
            {"PATH": f"{os.environ['SPARK_HOME']}/bin:{Path(sys.executable).parent}:{os.environ['PATH']}"},
        ),
    )
    try:
        postgres.start()
        minio.start()
        redis.start()
        bootstrap(running)
        running.initialise()
        running.airflow.start()
        yield running
    finally:
        running.airflow.stop()
        for server in (redis, minio.server, postgres.server):
            server.stop()


def bootstrap(platform: Platform) -> None:
    words = ["bootstrap", "--lookup-file", "sample-data/merchant_lookup.csv", "--sample-data", "sample-data/transactions.csv"]
    settings = {
        "AWS_ENDPOINT_URL": platform.minio.url,
        "AWS_ACCESS_KEY_ID": platform.minio.user,
        "AWS_SECRET_ACCESS_KEY": STORE_PASSWORD,
        "ENRICH_LOOKUP_JDBC_URL": f"jdbc:postgresql://127.0.0.1:{platform.postgres.port}/main_db",
        "ENRICH_LOOKUP_JDBC_PASSWORD": DATABASE_PASSWORD,
    }
    subprocess.run([ROOT / "jobs/submit.sh", *words], env={**os.environ, **settings}, cwd=ROOT, check=True)
