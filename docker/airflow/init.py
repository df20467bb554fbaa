"""Prepares Airflow's metastore: schema airflow of main_db, the first user, connections, views for people.

May be repeated, and has to be after an upgrade. Reads Airflow's own settings and, from the environment, since
arguments can be read by everyone with ps:

  AIRFLOW_ADMIN_PASSWORD               of the user admin, where there is none yet
  DATABASE_HOST, DATABASE_PASSWORD     PostgreSQL as the job sees it (role user)
  MINIO_ENDPOINT, MINIO_ROOT_USER, MINIO_ROOT_PASSWORD
  SPARK_MASTER                         where spark-submit runs the job, such as local[2]
"""

import json
import os
from pathlib import Path

from airflow.cli.cli_parser import get_parser
from airflow.models import Connection
from airflow.settings import engine
from airflow.utils.session import create_session
from sqlalchemy import delete

HERE = Path(__file__).resolve().parent


def run_sql(script: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql((HERE / script).read_text())


def airflow(*words: str) -> None:
    """Runs an airflow command in this process: its words stay out of ps, and Airflow starts once."""
    arguments = get_parser().parse_args(words)
    arguments.func(arguments)


def create_admin() -> None:
    airflow(
        "users", "create", "--role", "Admin", "--username", "admin", "--password", os.environ["AIRFLOW_ADMIN_PASSWORD"],
        "--firstname", "Ada", "--lastname", "Admin", "--email", "admin@example.org",
    )  # fmt: skip


def connections() -> list[Connection]:
    endpoint = os.environ["MINIO_ENDPOINT"]
    return [
        Connection(
            conn_id="spark_default",
            conn_type="spark",
            description="Where spark-submit runs the job",
            host=os.environ["SPARK_MASTER"],
        ),
        Connection(
            conn_id="postgres_main",
            conn_type="postgres",
            description="Reference data: main_db as the job reads it",
            host=os.environ["DATABASE_HOST"],
            port=int(os.environ.get("DATABASE_PORT", "5432")),
            schema="main_db",
            login="user",
            password=os.environ["DATABASE_PASSWORD"],
        ),
        Connection(
            conn_id="minio",
            conn_type="aws",
            description="The object store with raw and curated tables",
            login=os.environ["MINIO_ROOT_USER"],
            password=os.environ["MINIO_ROOT_PASSWORD"],
            extra=json.dumps({"endpoint_url": endpoint}),
        ),
    ]


def replace_connections() -> None:
    with create_session() as session:
        for connection in connections():
            session.execute(delete(Connection).where(Connection.conn_id == connection.conn_id))
            session.add(connection)


if __name__ == "__main__":
    run_sql("drop_views.sql")
    airflow("db", "migrate")
    create_admin()
    replace_connections()
    run_sql("views.sql")
    print("Airflow's metastore is ready: schema airflow of main_db", flush=True)
