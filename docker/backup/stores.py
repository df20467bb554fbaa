"""Object stores, named by the environment: PREFIX_ENDPOINT, PREFIX_ACCESS_KEY, PREFIX_SECRET_KEY, PREFIX_CA_FILE."""

import os
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

import urllib3
from minio import Minio
from minio.error import MinioAdminException, MinioException


class Refusal(Exception):
    """Someone has to change something first; its text says what."""


def setting(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if not value:
        raise Refusal(f"Cannot go on without {name}; set it in the environment")
    return value


def http_client(ca_file: str | None) -> urllib3.PoolManager:
    """Trusts the certificate authorities of ``ca_file`` alone, or those of the system where there is none."""
    return urllib3.PoolManager(
        cert_reqs="CERT_REQUIRED",
        ca_certs=ca_file,
        timeout=urllib3.Timeout(connect=10, read=120),
        retries=urllib3.Retry(total=3, backoff_factor=0.5, status_forcelist=[500, 502, 503, 504]),
    )


def address(prefix: str) -> tuple[str, bool]:
    """Host and port, and whether it is spoken to over TLS."""
    url = urlsplit(setting(f"{prefix}_ENDPOINT"))
    if url.scheme not in ("http", "https") or not url.netloc:
        raise Refusal(f"Cannot read {prefix}_ENDPOINT; write it like https://backup-store:9000")
    return url.netloc, url.scheme == "https"


def store(prefix: str) -> Minio:
    host, secure = address(prefix)
    return Minio(
        host,
        access_key=setting(f"{prefix}_ACCESS_KEY"),
        secret_key=setting(f"{prefix}_SECRET_KEY"),
        secure=secure,
        region=os.environ.get(f"{prefix}_REGION", "us-east-1"),
        http_client=http_client(os.environ.get(f"{prefix}_CA_FILE")),
    )


def run(program: str, work: Callable[[], None]) -> None:
    """Ends with one line: exit code 2 where someone has to change something, 1 where another try may help."""
    try:
        work()
    except Refusal as e:
        print(f"{program}: {e}", file=sys.stderr)
        sys.exit(2)
    except (MinioException, MinioAdminException, urllib3.exceptions.HTTPError, OSError) as e:
        first = str(e).splitlines()[0]
        print(f"{program}: Cannot reach or use the object store: {first}", file=sys.stderr)
        sys.exit(1)
