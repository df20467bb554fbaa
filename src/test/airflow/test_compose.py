"""What docker/compose.yaml promises, read from the file: CI has no Docker."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import ROOT

DOCKER = ROOT / "docker"
UNITS = {"m": 1 << 20, "g": 1 << 30}


def parse(file: str) -> dict[str, Any]:
    return yaml.safe_load((DOCKER / file).read_text())


SERVICES = parse("compose.yaml")["services"]
DEFAULT_SERVICES = {name: service for name, service in SERVICES.items() if "profiles" not in service}


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_has_its_service_s_name_and_a_bound_on_memory_and_logs(name: str) -> None:
    service = SERVICES[name]
    assert service["container_name"] == name
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    assert service["logging"]["options"]["max-size"]


def test_the_services_a_user_types_are_there() -> None:
    wanted = "postgres minio bootstrap spark redis airflow-init airflow-webserver airflow-scheduler airflow-dag-processor airflow-worker"
    assert set(wanted.split()) <= set(DEFAULT_SERVICES)
    assert {name for name in SERVICES if name not in DEFAULT_SERVICES} == {"spark-master", "spark-worker"}


def test_the_default_services_fit_8_gb() -> None:
    limits = [service["mem_limit"] for service in DEFAULT_SERVICES.values()]
    assert sum(int(limit[:-1]) * UNITS[limit[-1]] for limit in limits) <= 8 << 30


def test_ports_are_open_to_this_machine_only() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert len(ports) >= 4
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_images_are_pinned() -> None:
    for name, service in SERVICES.items():
        image = re.sub(r"\$\{\w+:-(.*)}$", r"\1", service["image"])
        assert re.search(r":([\w.-]*\d+\.\d+[\w.-]*|RELEASE\.[\w-]+@sha256:[0-9a-f]{64})$", image), f"{name}: {image}"


def line(*words: str) -> list[str]:
    return subprocess.run([ROOT / ".ci/line", *words], check=True, capture_output=True, text=True).stdout.split()


def test_one_variable_chooses_the_line_of_spark_for_all_images() -> None:
    ours = [service for service in SERVICES.values() if service["image"].startswith("delta-enrich-")]
    assert len(ours) >= 8
    assert all(service["image"].endswith(":local-spark${SPARK_LINE:-3.4}") for service in ours)
    built = [service["build"] for service in SERVICES.values() if "build" in service]
    assert {build["target"] for build in built} == {"spark", "airflow"}
    assert all("SPARK=${SPARK_LINE:-3.4}" in build["args"] for build in built)
    assert "\nARG SPARK=3.4\n" in (DOCKER / "Dockerfile").read_text()
    assert line("3.4", "spark.line") == ["3.4"]


@pytest.mark.parametrize("name", line("--all"))
def test_every_line_runs_on_the_java_of_the_images_and_is_named_in_the_example(name: str) -> None:
    assert "17" in line(name, "java.versions")
    assert re.search(rf"^# The line of Spark: .*\b{re.escape(name)}\b", (DOCKER / ".env.example").read_text(), re.M)


def test_one_variable_names_another_store_and_leaves_minio_out() -> None:
    files = [path.read_text() for path in DOCKER.glob("compose*.yaml")]
    endpoints = [found for text in files for found in re.findall(r"(?:\$\{S3_ENDPOINT:-)?http://minio:9000", text)]
    assert len(endpoints) >= 3
    assert set(endpoints) == {"${S3_ENDPOINT:-http://minio:9000"}
    scales = {name: service["scale"] for name, service in SERVICES.items() if "scale" in service}
    assert scales == {"minio-volume": "${MINIO_SCALE:-1}", "minio": "${MINIO_SCALE:-1}"}
    # Lines are read in their order.
    assert re.search(r"^#S3_ENDPOINT=.*\n(.*\n)?MINIO_SCALE=\$\{S3_ENDPOINT:\+0}$", (DOCKER / ".env.example").read_text(), re.M)


def test_every_secret_comes_from_the_example_and_nothing_in_it_is_unused() -> None:
    text = "".join((DOCKER / file).read_text() for file in ("compose.yaml", *parse("compose.yaml")["include"]))
    needed = set(re.findall(r"\$\{(\w+):\?", text))
    lines = (DOCKER / ".env.example").read_text().splitlines()
    given = {line.split("=")[0] for line in lines if re.match(r"[A-Z_]+=", line)}
    assert needed <= given
    assert given <= set(re.findall(r"\$\{(\w+)", text))


def test_no_key_is_committed() -> None:
    example = (DOCKER / ".env.example").read_text()
    for key in ("AIRFLOW_FERNET_KEY", "AIRFLOW_JWT_SECRET", "AIRFLOW_API_SECRET_KEY"):
        assert re.search(rf"^{key}=$", example, re.M)
    assert "/docker/.env" in (ROOT / ".gitignore").read_text().splitlines()


def test_the_worker_has_no_key_of_the_metastore() -> None:
    worker = SERVICES["airflow-worker"]["environment"].values()
    scheduler = SERVICES["airflow-scheduler"]["environment"].values()
    for secret in ("AIRFLOW_DATABASE_PASSWORD", "AIRFLOW_JWT_SECRET", "AIRFLOW_FERNET_KEY"):
        assert not [value for value in worker if secret in value]
    assert [value for value in scheduler if "AIRFLOW_DATABASE_PASSWORD" in value]


def test_airflow_s_settings_are_those_that_ci_runs_with() -> None:
    for name, service in SERVICES.items():
        if name.startswith("airflow-"):
            assert service["env_file"] == "airflow/airflow.env"
            assert Path(DOCKER, service["env_file"]).is_file()
