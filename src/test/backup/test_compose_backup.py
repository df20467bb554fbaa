"""What docker/compose.backup.yaml promises, read from the file: CI has no Docker."""

import re
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from archiving import compose_settings
from conftest import ROOT

DOCKER = ROOT / "docker"
TEXT = (DOCKER / "compose.backup.yaml").read_text()
BASE = yaml.safe_load((DOCKER / "compose.yaml").read_text())
FILE = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
NEW = {name: service for name, service in SERVICES.items() if name not in BASE["services"]}


def test_it_changes_one_service_of_the_platform_and_no_data() -> None:
    assert set(SERVICES) & set(BASE["services"]) == {"postgres"}
    assert {"image", "build", "init", "command", "environment", "volumes", "mem_limit"} == set(SERVICES["postgres"])
    assert not {volume.split(":")[0] for volume in SERVICES["postgres"]["volumes"]} & set(BASE["volumes"])
    assert not set(FILE["volumes"]) & set(BASE["volumes"])


def test_a_commit_is_in_the_archive_within_a_minute() -> None:
    settings = compose_settings()
    assert settings["archive_mode"] == "on"
    assert settings["archive_command"] == "pgbackrest archive-push %p"
    assert 0 < int(settings["archive_timeout"]) < 60


@pytest.mark.parametrize("name", NEW)
def test_a_container_has_its_service_s_name_bounds_and_no_open_port(name: str) -> None:
    service = NEW[name]
    assert service["container_name"] == name
    assert re.fullmatch(r"\d+m", service["mem_limit"])
    assert service["logging"]["options"]["max-size"]
    assert service["cap_drop"] == ["ALL"]
    assert "ports" not in service
    assert service["image"].endswith(":local") or "@sha256:" in service["image"]


def test_no_service_but_the_one_that_gives_folders_away_is_root() -> None:
    users = {name: service.get("user", "the image's") for name, service in NEW.items()}
    assert {name for name, user in users.items() if user == "root"} == {"backup-certificate"}
    stores = (DOCKER / "backup/Dockerfile").read_text().split(" AS stores")[1]
    assert "\nUSER stores\n" in stores


def test_the_nightly_backup_cannot_write_to_the_data_directory() -> None:
    assert "postgres-data:/var/lib/postgresql/data:ro" in SERVICES["backup"]["volumes"]


def test_the_store_s_root_is_known_to_those_that_make_accounts_alone() -> None:
    knowing = {name for name, service in SERVICES.items() if "BACKUP_STORE_ROOT_PASSWORD" in str(service.get("environment"))}
    assert knowing == {"backup-store", "backup-accounts"}
    assert {name for name, service in SERVICES.items() if "BACKUP_LAKEHOUSE_SECRET" in str(service.get("environment"))} == {
        "backup-accounts",
        "lakehouse-copy",
    }


def test_services_that_only_run_when_asked_have_a_profile_and_the_others_none() -> None:
    assert {name for name, service in SERVICES.items() if "profiles" in service} == {"restore", "postgres-restored", "lakehouse-copy"}


def test_what_a_service_runs_is_in_the_repository() -> None:
    paths = set(re.findall(r"/opt/backup/([\w./-]+)", TEXT))
    assert len(paths) >= 5
    for path in paths:
        assert (DOCKER / "backup" / path).is_file(), path
    for script in (DOCKER / "backup").glob("*.sh"):
        assert bool(script.stat().st_mode & stat.S_IXUSR) == (script.name != "environment.sh"), script


def test_its_keys_are_made_once_random_and_for_the_owner_alone(tmp_path: Path) -> None:
    script = tmp_path / "backup/make-env.sh"
    script.parent.mkdir()
    script.write_text((DOCKER / "backup/make-env.sh").read_text())
    env = tmp_path / ".env"
    refused = subprocess.run(["sh", script], capture_output=True, text=True)
    assert refused.returncode == 2
    assert refused.stderr == "docker/backup/make-env.sh: Cannot find docker/.env; run docker/make-env.sh first\n"

    env.write_text("MINIO_ROOT_USER=laptop\n")
    env.chmod(0o600)
    subprocess.run(["sh", script], check=True, capture_output=True)
    made = env.read_text()
    subprocess.run(["sh", script], check=True, capture_output=True)
    assert env.read_text() == made
    assert stat.S_IMODE(env.stat().st_mode) == 0o600
    keys = dict(line.split("=", 1) for line in made.splitlines())
    wanted = set(re.findall(r"\$\{(\w+):\?run docker/backup/make-env.sh first\}", TEXT))
    assert set(keys) == wanted | {"MINIO_ROOT_USER"}
    assert len({keys[name] for name in wanted}) == len(wanted) == 3
    # MinIO takes no longer ones.
    assert all(re.fullmatch(r"[\w-]{40}", keys[name]) for name in wanted)
