"""Airflow as docker compose runs it: the same settings, each service a process."""

import base64
import contextlib
import os
import secrets
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from processes import Server, free_port, wait_until

ROOT = Path(__file__).parents[3]
SETTINGS = ROOT / "docker/airflow/airflow.env"


def shared_settings() -> dict[str, str]:
    lines = (line.strip() for line in SETTINGS.read_text().splitlines())
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


class Airflow:
    """Its services, and what a person does with its REST API."""

    def __init__(self, folder: Path, metastore: str, broker: str, results: str, env: dict[str, str]) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._scheduler_port = free_port()
        token = secrets.token_urlsafe(32)
        common = {
            **os.environ,
            **shared_settings(),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "AIRFLOW_HOME": str(folder / "airflow"),
            "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "jobs/dags"),
            "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(folder / "airflow/logs"),
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port()),
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": str(self._scheduler_port),
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self.url}/execution/",
            "AIRFLOW__API__BASE_URL": self.url,
            "AIRFLOW__API__SECRET_KEY": token,
            "AIRFLOW__API_AUTH__JWT_SECRET": token,
            "AIRFLOW__CELERY__BROKER_URL": broker,
            "AIRFLOW__CELERY__RESULT_BACKEND": results,
        }
        # As in compose.yaml: the worker runs other people's code, so it gets neither metastore nor Fernet key.
        self._worker_env = common
        self.env = {
            **common,
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"postgresql+psycopg2://{metastore}",
            "AIRFLOW__CORE__FERNET_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        }
        self._worker_env |= env
        self.api_server = self._service("api-server", "api-server", "--port", str(self.port), "--host", "127.0.0.1")
        self.scheduler = self._service("scheduler", "scheduler")
        self.dag_processor = self._service("dag-processor", "dag-processor")
        self.worker = self._service("worker", "celery", "worker", env=self._worker_env)
        self._client = httpx.Client(base_url=self.url, timeout=30)

    def _service(self, name: str, *words: str, env: dict[str, str] | None = None) -> Server:
        return Server(name, ["airflow", *words], env or self.env, self.folder / f"{name}.log")

    def start(self) -> "Airflow":
        # A worker that is ready before the api-server uses its tries up.
        self.start_api_server()
        self.dag_processor.start()
        self.worker.start()
        self.start_scheduler()
        return self

    def start_api_server(self) -> None:
        self.api_server.start().wait_until(lambda: self.health()["metadatabase"]["status"] == "healthy")

    def start_scheduler(self) -> None:
        health = f"http://127.0.0.1:{self._scheduler_port}/health"
        self.scheduler.start().wait_until(lambda: httpx.get(health).status_code == 200)

    def stop(self) -> None:
        for service in (self.scheduler, self.dag_processor, self.worker, self.api_server):
            service.stop()

    def health(self) -> dict[str, Any]:
        return self._client.get("/api/v2/monitor/health").raise_for_status().json()

    def log_in(self, user: str, password: str) -> None:
        answer = self._client.post("/auth/token", json={"username": user, "password": password}).raise_for_status()
        self._client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def get(self, path: str) -> dict[str, Any]:
        return self._client.get(f"/api/v2/{path}").raise_for_status().json()

    def unpause(self, dag: str) -> None:
        self._client.patch(f"/api/v2/dags/{dag}", json={"is_paused": False}).raise_for_status()

    def trigger(self, dag: str, run: str) -> None:
        body = {"dag_run_id": run, "logical_date": None}
        self._client.post(f"/api/v2/dags/{dag}/dagRuns", json=body).raise_for_status()

    def wait_for_a_run(self, dag: str) -> str:
        """A DAG that is switched on has the run of its newest interval."""
        runs: list[dict[str, Any]] = []
        wait_until(f"a run of {dag}", lambda: bool(runs.extend(self.get(f"dags/{dag}/dagRuns")["dag_runs"]) or runs), 180)
        return runs[0]["dag_run_id"]

    def state(self, dag: str, run: str) -> str:
        return self.get(f"dags/{dag}/dagRuns/{run}")["state"]

    def task_states(self, dag: str, run: str) -> dict[str, str]:
        tasks = self.get(f"dags/{dag}/dagRuns/{run}/taskInstances")["task_instances"]
        return {task["task_id"]: task["state"] for task in tasks}

    def result(self, dag: str, run: str, task: str) -> dict[str, Any]:
        """What the task returned."""
        return self.get(f"dags/{dag}/dagRuns/{run}/taskInstances/{task}/xcomEntries/return_value")["value"]

    def succeeds(self, dag: str, run: str) -> None:
        """Waits for the run's end, and shows the logs of what failed in one that failed."""
        if self.wait_for(dag, run) != "success":
            logs = self.folder.glob(f"airflow/logs/dag_id={dag}/run_id={run}/**/*.log")
            tails = (f"--- {log}\n{log.read_text(errors='replace')[-6000:]}" for log in sorted(logs))
            raise AssertionError("\n".join([f"{dag} {run}: {self.task_states(dag, run)}", *tails]))

    def ended(self, dag: str, run: str) -> bool:
        """Whether the run is known to have ended; what is down cannot say so."""
        with contextlib.suppress(httpx.HTTPError):
            return self.state(dag, run) in ("success", "failed")
        return False

    def wait_for(self, dag: str, run: str, *tasks: str, seconds: float = 900) -> str:
        """Waits for the run to end, or for a task to have begun; tells the run's state."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            # An api-server on a busy machine, or without its metastore, may be late; the deadline is what counts.
            with contextlib.suppress(httpx.HTTPError):
                state = self.state(dag, run)
                if state in ("success", "failed"):
                    return state
                if any(self.task_states(dag, run).get(task) == "running" for task in tasks):
                    return state
            time.sleep(1)
        raise TimeoutError(f"{dag} {run}: {self.task_states(dag, run)}")
