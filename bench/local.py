"""Places on this machine."""

import os
import socket
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "delta-enrich" / "bench"


def free_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def class_path() -> list[str]:
    """The jars that Maven runs the tests with; run.sh has written them down."""
    return (ROOT / "target/bench-class-path").read_text().strip().split(":")


def jar(name: str) -> str:
    """The one jar of the class path whose file name starts with `name` and a digit."""
    found = [
        path
        for path in class_path()
        if Path(path).name.startswith(name + "-") and Path(path).name[len(name) + 1].isdigit()
    ]
    if len(found) != 1:
        raise SystemExit(f"Cannot find {name} on the class path of the tests: {found}")
    return found[0]
