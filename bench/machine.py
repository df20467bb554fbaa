"""What was measured on, and with which versions."""

import os
import platform
import re
import subprocess
from collections.abc import Sequence
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path

import local
import spark


def facts(lines: Sequence[str] = (spark.DEFAULT_LINE,)) -> dict:
    """For a record of measurements on some lines of Spark: the day, and the machine."""
    return {"date": datetime.now(timezone.utc).date().isoformat(), "machine": _machine(lines)}


def _machine(lines: Sequence[str]) -> dict[str, str]:
    versions = [spark.versions(line) for line in lines]
    return {
        "cores": str(os.cpu_count()),
        "processor": _line("/proc/cpuinfo", r"model name\s*: (.*)"),
        "memory": f"{int(_line('/proc/meminfo', r'MemTotal: *([0-9]+)')) / 2**20:.0f} GiB",
        "Linux": platform.release().split("-")[0],
        "Java": _first_match(["java", "-version"], r'version "([^"]*)"'),
        "Spark": " and ".join(each["Spark"] for each in versions),
        "Delta": " and ".join(each["Delta"] for each in versions),
        "MinIO": _first_match([os.environ["MINIO_BIN"], "--version"], r"minio version (\S+)"),
        "Python": platform.python_version(),
        **{name: version(name) for name in ("duckdb", "polars", "deltalake", "boto3")},
        "delta-enrich": _first_match(
            ["git", "-C", str(local.ROOT), "rev-parse", "--short", "HEAD"], r"(\S+)"
        ),
    }


def _line(file: str, pattern: str) -> str:
    found = re.search(pattern, Path(file).read_text())
    return found.group(1) if found else "unknown"


def _first_match(command: list[str], pattern: str) -> str:
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(pattern, said.stdout + said.stderr)
    return found.group(1) if found else "unknown"
