"""docs/runbook.md and docs/backup.md name what is there, and alerts point to what they say."""

import re

import pytest
import yaml

from conftest import ROOT

RUNBOOK = (ROOT / "docs/runbook.md").read_text()
DOCUMENTS = {name: (ROOT / "docs" / name).read_text() for name in ("runbook.md", "backup.md")}
COMPOSE = [yaml.safe_load((ROOT / "docker" / name).read_text()) for name in ("compose.yaml", "compose.backup.yaml")]
SERVICES = {name for file in COMPOSE for name in file["services"]}
# Of compose.monitoring.yaml.
MONITORING = {"postgres_exporter"}
ALERTS = ["postgres-down", "connections", "long-transaction", "wal-archiving", "backup-age", "no-successful-run", "match-rate", "disk"]


def anchors(text: str) -> set[str]:
    """As GitHub makes them of headings."""
    titles = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}


def commands(text: str) -> list[str]:
    """Indented lines that call Docker, each with the lines it goes on with."""
    joined = re.sub(r"\\\n\s+", "", text)
    return [line.strip() for line in joined.splitlines() if re.match(r"\s{4,}docker ", line)]


@pytest.mark.parametrize("alert", ALERTS)
def test_an_alert_has_a_section(alert: str) -> None:
    assert f"\n### {alert}\n" in RUNBOOK


def test_every_alert_s_link_leads_somewhere() -> None:
    rules = (ROOT / "docker/observability/alerts.yaml").read_text()
    links = set(re.findall(r"docs/runbook\.md#([\w-]+)", rules))
    assert links
    assert links <= anchors(RUNBOOK)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    for file, anchor in re.findall(r"\]\((?!http)([^)#\s]*)(?:#([\w-]+))?\)", DOCUMENTS[name]):
        target = (ROOT / "docs" / (file or name)).resolve()
        assert target.exists(), file
        assert not anchor or anchor in anchors(target.read_text()), f"{file}#{anchor}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_commands_name_services_that_are_there(name: str) -> None:
    called = commands(DOCUMENTS[name])
    assert len(called) > 5
    for command in called:
        words = command.split()
        if words[:2] == ["docker", "compose"]:
            assert words[2:4] == ["-f", "docker/compose.yaml"], command
            assert words[4:6] == ["-f", "docker/compose.backup.yaml"], command
            verb, *rest = words[6:]
            targets = [word for word in rest if not word.startswith("-")]
            # What follows a service that is run is the service's own.
            named = set(targets[:1] if verb == "run" else targets)
        elif words[1] in ("exec", "start", "logs", "inspect"):
            named = {word for word in words[2:] if word in SERVICES | MONITORING}
            assert named, command
        else:
            named = set()
        assert named <= SERVICES | MONITORING, command


@pytest.mark.parametrize("name", DOCUMENTS)
def test_scripts_that_are_called_are_there(name: str) -> None:
    scripts = set(re.findall(r"/opt/backup/([\w-]+\.sh)", DOCUMENTS[name]))
    assert scripts
    for script in scripts:
        assert (ROOT / "docker/backup" / script).is_file()


def test_applications_stop_from_the_end_that_starts_work_and_start_the_other_way_round() -> None:
    section = RUNBOOK.split("## Restore the database")[1].split("\n## ")[0]
    stopped = re.findall(r"(airflow-[a-z-]+)", " ".join(re.findall(r" stop (.*)", section)))
    started = re.findall(r"(airflow-[a-z-]+)", " ".join(re.findall(r" up -d --no-build --wait (.*)", section)))
    assert stopped == ["airflow-scheduler", "airflow-dag-processor", "airflow-worker", "airflow-webserver"]
    assert set(started) == set(stopped)
    assert (started[0], started[-1]) == (stopped[-1], stopped[0])


def test_every_service_that_writes_to_the_database_is_stopped() -> None:
    section = RUNBOOK.split("## Restore the database")[1].split("\n## ")[0]
    stopped = set(" ".join(re.findall(r" stop (.*)", section)).split())
    writing = {
        name
        for name, service in COMPOSE[0]["services"].items()
        if "postgres" in str(service.get("environment")) + str(service.get("depends_on")) + str(service.get("volumes"))
        and service.get("restart") != "no"
    }
    assert writing - {"postgres"} <= stopped | {"airflow-init", "bootstrap"}
    assert "backup" in stopped
