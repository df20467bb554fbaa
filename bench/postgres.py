"""The PostgreSQL that the tests embed, as a process of its own."""

import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

import local


@contextmanager
def running(log: Path):
    """Starts it with an empty database; gives the environment that every way finds it by."""
    classes = ["target/test-classes", "target/classes", *local.class_path()]
    java = Path(os.environ["JAVA_HOME"], "bin/java") if "JAVA_HOME" in os.environ else "java"
    with log.open("w", encoding="utf-8") as err:
        process = subprocess.Popen(
            [java, "-Xmx192m", "-cp", ":".join(classes), "dev.deltaenrich.bench.LocalPostgres"],
            cwd=local.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=err,
            text=True,
        )
    try:
        words = process.stdout.readline().split()
        if len(words) != 4:
            raise SystemExit(f"Cannot start PostgreSQL; see {log}")
        yield _environment(*words)
    finally:
        process.stdin.close()
        process.wait()


def _environment(port: str, database: str, user: str, password: str) -> dict[str, str]:
    return {
        "ENRICH_LOOKUP_JDBC_URL": f"jdbc:postgresql://127.0.0.1:{port}/{database}",
        "ENRICH_LOOKUP_JDBC_USER": user,
        "ENRICH_LOOKUP_JDBC_PASSWORD": password,
        "PGHOST": "127.0.0.1",
        "PGPORT": port,
        "PGDATABASE": database,
        "PGUSER": user,
        "PGPASSWORD": password,
    }
