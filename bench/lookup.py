"""Loads the merchants into PostgreSQL as an operator would, and the other lookups beside them."""

from pathlib import Path

import local
import merchants
import other_lookups
import process


def load(logs: Path, keys: int) -> None:
    file = logs / "merchants.csv"
    merchants.write_lookup(file, keys)
    command = [str(local.ROOT / "jobs/submit.sh"), "bootstrap", "--lookup-file", str(file)]
    used = process.measure(command, local.ROOT, logs / "bootstrap")
    if used.exit_code != 0:
        raise SystemExit(
            f"Cannot load the lookup: exit code {used.exit_code}; see {logs / 'bootstrap.err'}"
        )
    other_lookups.load()
