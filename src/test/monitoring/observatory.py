"""The way of a number from a service to an answer, as processes: exporters, an agent that scrapes, Prometheus that keeps."""

import os
from pathlib import Path
from typing import Any

import httpx
import yaml

from expressions import OBSERVABILITY
from processes import Server, free_port, wait_until


def answers(url: str) -> bool:
    return httpx.get(url).status_code == 200


class PostgresExporter:
    """With the role and the queries that docker compose gives it."""

    def __init__(self, folder: Path, database_port: int, password: str, *options: str) -> None:
        self.port = free_port()
        words = [
            os.environ["POSTGRES_EXPORTER_BIN"],
            f"--extend.query-path={OBSERVABILITY / 'queries.yaml'}",
            f"--web.listen-address=127.0.0.1:{self.port}",
            *options,
        ]
        settings = {
            "DATA_SOURCE_URI": f"127.0.0.1:{database_port}/main_db?sslmode=disable&application_name=postgres_exporter",
            "DATA_SOURCE_USER": "monitor",
            "DATA_SOURCE_PASS": password,
        }
        self.server = Server("postgres_exporter", words, {**os.environ, **settings}, folder / "postgres_exporter.log")

    def start(self) -> "PostgresExporter":
        self.server.start().wait_until(lambda: answers(f"http://127.0.0.1:{self.port}/"), 30)
        return self

    def metrics(self) -> str:
        """One scrape; what a fault in one query would end."""
        return httpx.get(f"http://127.0.0.1:{self.port}/metrics").raise_for_status().text


class StatsdExporter:
    """Turns what Airflow sends into what Prometheus reads."""

    def __init__(self, folder: Path) -> None:
        self.port, self.udp_port = free_port(), free_port()
        words = [
            os.environ["STATSD_EXPORTER_BIN"],
            f"--statsd.mapping-config={OBSERVABILITY / 'statsd-mapping.yaml'}",
            f"--statsd.listen-udp=127.0.0.1:{self.udp_port}",
            "--statsd.listen-tcp=",
            f"--web.listen-address=127.0.0.1:{self.port}",
        ]
        self.server = Server("statsd_exporter", words, dict(os.environ), folder / "statsd_exporter.log")

    def start(self) -> "StatsdExporter":
        self.server.start().wait_until(lambda: answers(f"http://127.0.0.1:{self.port}/metrics"), 30)
        return self


class Prometheus:
    """Keeps what it is sent, and judges by our alerts."""

    def __init__(self, folder: Path) -> None:
        self.url = f"http://127.0.0.1:{free_port()}"
        self._client = httpx.Client(base_url=f"{self.url}/api/v1/", timeout=30)
        configuration = yaml.safe_load((OBSERVABILITY / "prometheus.yaml").read_text())
        configuration["rule_files"] = [str(OBSERVABILITY / Path(file).name) for file in configuration["rule_files"]]
        configuration["global"]["evaluation_interval"] = "1s"
        self.server = _prometheus("prometheus", folder, configuration, self.url, "--web.enable-remote-write-receiver")

    def start(self) -> "Prometheus":
        self.server.start().wait_until(lambda: answers(f"{self.url}/-/ready"), 30)
        return self

    def query(self, expr: str) -> list[dict[str, Any]]:
        """Series with their labels and values, now."""
        return self._get("query", query=expr)["result"]

    def range(self, expr: str, start: float, end: float, step: float) -> list[dict[str, Any]]:
        return self._get("query_range", query=expr, start=start, end=end, step=step)["result"]

    def rules(self) -> list[dict[str, Any]]:
        return [rule for group in self._get("rules")["groups"] for rule in group["rules"]]

    def wait_for(self, expr: str, seconds: float = 30) -> None:
        wait_until(expr, lambda: bool(self.query(expr)), seconds)

    def _get(self, what: str, **parameters: object) -> Any:
        done = self._client.get(what, params=parameters)
        assert done.status_code == 200, f"{parameters}: {done.text}"
        return done.json()["data"]


class Agent:
    """Scrapes as prometheus-agent.yaml says, from where this test run's services are, and every two seconds."""

    def __init__(self, folder: Path, to: Prometheus, places: dict[str, int]) -> None:
        configuration = yaml.safe_load((OBSERVABILITY / "prometheus-agent.yaml").read_text())
        configuration["global"] = {"scrape_interval": "2s", "scrape_timeout": "2s"}
        for job in configuration["scrape_configs"]:
            for group in job["static_configs"]:
                group["targets"] = [f"127.0.0.1:{places[target]}" for target in group["targets"]]
        configuration["remote_write"] = [{"url": f"{to.url}/api/v1/write", "queue_config": {"batch_send_deadline": "1s"}}]
        url = f"http://127.0.0.1:{free_port()}"
        self.server = _prometheus("agent", folder, configuration, url, "--enable-feature=agent")

    def start(self) -> "Agent":
        self.server.start()
        return self


def _prometheus(name: str, folder: Path, configuration: dict[str, Any], url: str, option: str) -> Server:
    home = folder / name
    home.mkdir()
    file = home / "prometheus.yaml"
    file.write_text(yaml.safe_dump(configuration))
    storage = "--storage.agent.path" if name == "agent" else "--storage.tsdb.path"
    words = [
        os.environ["PROMETHEUS_BIN"],
        f"--config.file={file}",
        f"{storage}={home / 'data'}",
        f"--web.listen-address={url.removeprefix('http://')}",
        option,
    ]
    return Server(name, words, dict(os.environ), folder / f"{name}.log", home)
