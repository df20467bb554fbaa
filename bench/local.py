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
    """The jars that Maven runs the tests with; prepare.sh has written them down."""
    return (ROOT / "target/bench-class-path").read_text().strip().split(":")
