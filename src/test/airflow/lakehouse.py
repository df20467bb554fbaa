"""MinIO and a Spark with the image's jars, for this test run."""

import json
import os
import subprocess
from pathlib import Path

import httpx

from processes import Server, free_port

ROOT = Path(__file__).parents[3]


class Minio:
    """An object store with one account."""

    def __init__(self, folder: Path, user: str, password: str) -> None:
        port = free_port()
        self.user = user
        self.password = password
        self.url = f"http://127.0.0.1:{port}"
        self.server = Server(
            "minio",
            [os.environ["MINIO_BIN"], "server", str(folder / "minio"), "--address", f"127.0.0.1:{port}", "--console-address", f"127.0.0.1:{free_port()}"],
            {**os.environ, "MINIO_ROOT_USER": user, "MINIO_ROOT_PASSWORD": password},
            folder / "minio.log",
        )

    def start(self) -> "Minio":
        self.server.start().wait_until(lambda: httpx.get(f"{self.url}/minio/health/live").status_code == 200, 60)
        return self


class DeltaTables:
    """Reads Delta tables with delta-rs, which shares no code with what wrote them."""

    # It ends itself: at an interpreter's own end, threads of its readers now and then abort what is done already.
    PROGRAM = """
import json, os, sys
from deltalake import DeltaTable
table = DeltaTable(sys.argv[1], storage_options=json.load(sys.stdin))
print(json.dumps(table.to_pyarrow_table(columns=sys.argv[2].split(",")).to_pylist(), default=str), flush=True)
os._exit(0)
"""

    def __init__(self, store: Minio) -> None:
        self._options = {
            "AWS_ENDPOINT_URL": store.url,
            "AWS_ACCESS_KEY_ID": store.user,
            "AWS_SECRET_ACCESS_KEY": store.password,
            "AWS_REGION": "us-east-1",
            "AWS_ALLOW_HTTP": "true",
        }

    def rows(self, path: str, *columns: str) -> list[dict[str, str]]:
        done = subprocess.run(
            [os.environ["READERS_PYTHON"], "-c", self.PROGRAM, path, ",".join(columns)],
            input=json.dumps(self._options),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)
