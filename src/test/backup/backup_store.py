"""The backup store: a MinIO that speaks TLS alone, with the accounts that docker/backup/store_accounts.py makes."""

import os
import subprocess
import sys
from pathlib import Path

from minio import Minio

from processes import Server, free_port
from stores import http_client

BACKUP = Path(__file__).parents[3] / "docker/backup"
# Words that stand nowhere else, so that a search for them finds leaks only.
ROOT_SECRET = "canary-backup-root-4Vt9"
SECRETS = {"postgres-backup": "canary-backup-postgres-2Kc6", "lakehouse-backup": "canary-backup-lakehouse-8Zr1"}


class BackupStore:
    """Named localhost, as its certificate is."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.host = f"localhost:{port}"
        self.ca_file = folder / "certificate/public.crt"
        subprocess.run([BACKUP / "certificate.sh", self.ca_file.parent, "localhost"], check=True)
        self.server = Server(
            "backup-store",
            [
                os.environ["MINIO_BIN"],
                "server",
                str(folder / "backup-store"),
                f"--certs-dir={self.ca_file.parent}",
                f"--address=127.0.0.1:{port}",
                f"--console-address=127.0.0.1:{free_port()}",
            ],
            {**os.environ, "MINIO_ROOT_USER": "backup-root", "MINIO_ROOT_PASSWORD": ROOT_SECRET, "MINIO_BROWSER": "off"},
            folder / "backup-store.log",
        )

    def start(self) -> "BackupStore":
        client = http_client(str(self.ca_file))
        health = f"https://{self.host}/minio/health/live"
        self.server.start().wait_until(lambda: client.request("GET", health, retries=False).status == 200, 60)
        for _ in range(2):  # It may be repeated.
            subprocess.run([sys.executable, BACKUP / "store_accounts.py"], env={**os.environ, **self.accounts_environment}, check=True)
        return self

    @property
    def accounts_environment(self) -> dict[str, str]:
        return {
            "BACKUP_STORE_ENDPOINT": f"https://{self.host}",
            "BACKUP_STORE_ACCESS_KEY": "backup-root",
            "BACKUP_STORE_SECRET_KEY": ROOT_SECRET,
            "BACKUP_STORE_CA_FILE": str(self.ca_file),
            "POSTGRES_BACKUP_SECRET": SECRETS["postgres-backup"],
            "LAKEHOUSE_BACKUP_SECRET": SECRETS["lakehouse-backup"],
        }

    @property
    def pgbackrest_environment(self) -> dict[str, str]:
        return {
            "PGBACKREST_REPO1_S3_ENDPOINT": self.host,
            "PGBACKREST_REPO1_S3_KEY": "postgres-backup",
            "PGBACKREST_REPO1_S3_KEY_SECRET": SECRETS["postgres-backup"],
            "PGBACKREST_REPO1_STORAGE_CA_FILE": str(self.ca_file),
        }

    @property
    def lakehouse_environment(self) -> dict[str, str]:
        return {
            "BACKUP_ENDPOINT": f"https://{self.host}",
            "BACKUP_ACCESS_KEY": "lakehouse-backup",
            "BACKUP_SECRET_KEY": SECRETS["lakehouse-backup"],
            "BACKUP_CA_FILE": str(self.ca_file),
            "BACKUP_BUCKET": "lakehouse-backup",
        }

    def client(self, account: str) -> Minio:
        return Minio(
            self.host,
            access_key=account,
            secret_key=SECRETS[account],
            secure=True,
            region="us-east-1",
            http_client=http_client(str(self.ca_file)),
        )
