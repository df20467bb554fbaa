"""The object store: a MinIO of our own, what is in it, and what went over the wire."""

import os
import re
import subprocess
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import boto3

import local

BUCKET = "bench"
_ACCESS_KEY = "bench"
_SECRET_KEY = "bench-secret"
_TRAFFIC = re.compile(r"minio_api_requests_traffic_(received|sent)_bytes\{[^}]*type=\"s3\"\} (\S+)")
_REQUESTS = re.compile(r"minio_api_requests_total\{[^}]*type=\"s3\"\} (\S+)")
_START_LIMIT_SECONDS = 30


@dataclass(frozen=True)
class Place:
    """A folder of the bucket."""

    prefix: str

    @property
    def s3a(self) -> str:
        return f"s3a://{BUCKET}/{self.prefix}"

    @property
    def s3(self) -> str:
        return f"s3://{BUCKET}/{self.prefix}"


@dataclass(frozen=True)
class Counters:
    """What the store has done since it started: bodies of S3 requests, requests, its own CPU."""

    received: int
    sent: int
    requests: int
    cpu_seconds: float

    def since(self, earlier: "Counters") -> "Counters":
        return Counters(
            self.received - earlier.received,
            self.sent - earlier.sent,
            self.requests - earlier.requests,
            self.cpu_seconds - earlier.cpu_seconds,
        )


class Store:
    """A running MinIO. Its folder is kept when it stops."""

    def __init__(self, address: str, process: subprocess.Popen):
        self.endpoint = f"http://{address}"
        self._process = process
        self.environment = {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": _ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": _SECRET_KEY,
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ALLOW_HTTP": "true",
        }
        self.s3 = boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=_ACCESS_KEY,
            aws_secret_access_key=_SECRET_KEY,
            region_name="us-east-1",
        )

    def counters(self) -> Counters:
        """Read after the last byte was counted: until two readings are the same."""
        before = None
        while True:
            now = self._read_counters()
            if before and (now.received, now.sent) == (before.received, before.sent):
                return now
            before = now
            time.sleep(0.2)

    def _read_counters(self) -> Counters:
        url = f"{self.endpoint}/minio/metrics/v3/api/requests"
        text = urllib.request.urlopen(url, timeout=10).read().decode()
        traffic = {kind: int(float(value)) for kind, value in _TRAFFIC.findall(text)}
        requests = sum(int(float(value)) for value in _REQUESTS.findall(text))
        return Counters(
            traffic.get("received", 0), traffic.get("sent", 0), requests, self._cpu_seconds()
        )

    def _cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def objects(self, place: Place) -> dict[str, int]:
        """Keys and sizes of all that is in a folder."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(
            Bucket=BUCKET, Prefix=place.prefix + "/"
        )
        return {item["Key"]: item["Size"] for page in pages for item in page.get("Contents", [])}

    def delete(self, place: Place) -> None:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(self.delete_key, self.objects(place)))

    def delete_key(self, key: str) -> None:
        self.s3.delete_object(Bucket=BUCKET, Key=key)

    def read(self, key: str) -> bytes | None:
        """An object's content; None where there is none."""
        try:
            return self.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        except self.s3.exceptions.NoSuchKey:
            return None

    def write(self, key: str, content: bytes) -> None:
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=content)


@contextmanager
def running(folder: Path):
    """Starts MinIO on `folder`, made where missing, and stops it at the end."""
    program = os.environ["MINIO_BIN"]
    address = f"127.0.0.1:{local.free_port()}"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder.parent / "minio.log", "w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [program, "server", "--quiet", "--address", address]
            + ["--console-address", f"127.0.0.1:{local.free_port()}", str(folder)],
            env={
                **os.environ,
                "MINIO_ROOT_USER": _ACCESS_KEY,
                "MINIO_ROOT_PASSWORD": _SECRET_KEY,
                "MINIO_PROMETHEUS_AUTH_TYPE": "public",
                "MINIO_UPDATE": "off",
                "MINIO_SCANNER_SPEED": "slowest",
            },
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        store = Store(address, process)
        _await_health(store, process)
        if BUCKET not in [bucket["Name"] for bucket in store.s3.list_buckets()["Buckets"]]:
            store.s3.create_bucket(Bucket=BUCKET)
        yield store
    finally:
        process.terminate()
        process.wait()


def _await_health(store: Store, process: subprocess.Popen) -> None:
    end = time.monotonic() + _START_LIMIT_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"{store.endpoint}/minio/health/live", timeout=2)
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("Cannot start MinIO: it is not healthy; see minio.log in the cache folder")
