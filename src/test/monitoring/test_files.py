"""What compose, Alloy, Prometheus and Grafana are given, read from the files: CI has no Docker, no Alloy, no Grafana."""

import importlib.util
import re
from typing import Any

import pytest
import yaml

from expressions import OBSERVABILITY, ROOT

DOCKER = ROOT / "docker"
COMPOSE = yaml.safe_load((DOCKER / "compose.monitoring.yaml").read_text())
SERVICES = COMPOSE["services"]
PLATFORM = yaml.safe_load((DOCKER / "compose.yaml").read_text())["services"]
UNITS = {"m": 1 << 20, "g": 1 << 30}


def scrape() -> Any:
    spec = importlib.util.spec_from_file_location("scrape", OBSERVABILITY / "scrape.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("file", ["alloy-config.river", "prometheus-agent.yaml"])
def test_alloy_and_the_agent_are_told_the_same(file: str) -> None:
    assert (OBSERVABILITY / file).read_text() == scrape().texts()[file]


def test_alloy_s_file_says_what_the_agent_s_says() -> None:
    alloy = (OBSERVABILITY / "alloy-config.river").read_text()
    agent = yaml.safe_load((OBSERVABILITY / "prometheus-agent.yaml").read_text())
    jobs = re.findall(r'prometheus\.scrape "\w+" \{\n  job_name +=\s"(\w+)"\n  targets +=\s\[\{"__address__" = "([^"]+)"}]', alloy)
    assert jobs == [(job["job_name"], job["static_configs"][0]["targets"][0]) for job in agent["scrape_configs"]]
    assert re.findall(r'metrics_path +=\s"([^"]+)"', alloy) == [job["metrics_path"] for job in agent["scrape_configs"]]
    assert re.findall(r'url = "([^"]+)"', alloy) == [target["url"] for target in agent["remote_write"]]
    assert 'prometheus.scrape "postgres" {\n  job_name        = "postgres_db"' in alloy
    assert alloy.count("[prometheus.remote_write.default.receiver]") == len(jobs)
    assert alloy.count("{") == alloy.count("}")


def test_what_is_scraped_are_services() -> None:
    targets = [job["target"].split(":")[0] for job in yaml.safe_load((OBSERVABILITY / "scrape.yaml").read_text())["jobs"]]
    assert targets == ["postgres_exporter", "minio", "statsd_exporter"]
    assert set(targets) <= set(SERVICES) | set(PLATFORM)


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_has_its_service_s_name_and_a_bound_on_memory_and_logs(name: str) -> None:
    service = SERVICES[name]
    assert service["container_name"] == name
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    assert service["logging"]["options"]["max-size"]
    assert service["profiles"] == ["monitoring"]


def test_monitoring_takes_what_its_first_lines_say() -> None:
    limits = [service["mem_limit"] for service in SERVICES.values()]
    total = sum(int(limit[:-1]) * UNITS[limit[-1]] for limit in limits) / (1 << 30)
    assert f"{total:.1f} GB on top" in (DOCKER / "compose.monitoring.yaml").read_text()


def test_ports_are_open_to_this_machine_only() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert len(ports) == 5
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_images_are_pinned() -> None:
    for name, service in SERVICES.items():
        image = re.sub(r"^\$\{\w+:-(.*)}$", r"\1", service["image"])
        assert re.search(r":v?\d+\.\d+\.?[\w.-]*$", image), f"{name}: {image}"


def test_passwords_come_from_the_environment() -> None:
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            if re.search("PASS", variable):
                assert re.fullmatch(r"\$\{\w+:\?run docker/make-env.sh first}", value), f"{name}: {variable}"


def test_what_is_mounted_is_there() -> None:
    mounts = [volume.split(":") for service in SERVICES.values() for volume in service.get("volumes", [])]
    files = [source for source, *_ in mounts if source.startswith("./")]
    assert len(files) >= 7
    assert [file for file in files if not (DOCKER / file).exists()] == []
    assert {source for source, *_ in mounts if not source.startswith("./")} == set(COMPOSE["volumes"])
    assert all(mount[2] == "ro" for mount in mounts if mount[0].startswith("./"))


def test_services_wait_for_services_that_are_there() -> None:
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES) | set(PLATFORM)


def test_grafana_finds_prometheus_and_the_dashboards() -> None:
    provisioning = OBSERVABILITY / "grafana/provisioning"
    source = yaml.safe_load((provisioning / "datasources/prometheus.yaml").read_text())["datasources"][0]
    assert source["url"] == "http://prometheus:9090"
    assert source["jsonData"]["timeInterval"] == yaml.safe_load((OBSERVABILITY / "scrape.yaml").read_text())["interval"]
    provider = yaml.safe_load((provisioning / "dashboards/files.yaml").read_text())["providers"][0]
    assert f"./observability/grafana/dashboards:{provider['options']['path']}:ro" in SERVICES["grafana"]["volumes"]
    home = SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert (OBSERVABILITY / "grafana/dashboards" / home.rsplit("/", 1)[1]).is_file()


def test_prometheus_takes_what_alloy_sends() -> None:
    assert "--web.enable-remote-write-receiver" in SERVICES["prometheus"]["command"]
    rules = yaml.safe_load((OBSERVABILITY / "prometheus.yaml").read_text())["rule_files"]
    assert any(volume.endswith(f":{rules[0]}:ro") for volume in SERVICES["prometheus"]["volumes"])
