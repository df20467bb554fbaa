"""Places on this machine."""

import os
import random
import socket
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "delta-enrich" / "bench"


def free_port() -> int:
    """A port that nobody listens on, below those that the kernel gives to outgoing connections."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


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
