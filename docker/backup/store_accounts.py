"""Makes the buckets of the backup store, and for each an account that may use it and nothing else.

May be repeated. Reads BACKUP_STORE_ENDPOINT, ..._ACCESS_KEY, ..._SECRET_KEY and ..._CA_FILE, the store's root, and for each
account ACCOUNT_SECRET, such as POSTGRES_BACKUP_SECRET.
"""

from minio import MinioAdmin
from minio.credentials import StaticProvider

from stores import address, http_client, run, setting, store

# Each account is called as its bucket.
ACCOUNTS = ("postgres-backup", "lakehouse-backup")


def policy(bucket: str) -> dict:
    """Reads and writes the objects of one bucket; makes, deletes and configures none."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads"],
                "Resource": [f"arn:aws:s3:::{bucket}"],
            },
            {
                "Effect": "Allow",
                "Action": [
                    "s3:GetObject",
                    "s3:PutObject",
                    "s3:DeleteObject",
                    "s3:AbortMultipartUpload",
                    "s3:ListMultipartUploadParts",
                ],
                "Resource": [f"arn:aws:s3:::{bucket}/*"],
            },
        ],
    }


def main() -> None:
    host, secure = address("BACKUP_STORE")
    root = StaticProvider(setting("BACKUP_STORE_ACCESS_KEY"), setting("BACKUP_STORE_SECRET_KEY"))
    client = http_client(setting("BACKUP_STORE_CA_FILE")) if secure else None
    admin = MinioAdmin(endpoint=host, credentials=root, secure=secure, http_client=client)
    buckets = store("BACKUP_STORE")
    for account in ACCOUNTS:
        secret = setting(f"{account.upper().replace('-', '_')}_SECRET")
        if not buckets.bucket_exists(account):
            buckets.make_bucket(account)
        admin.policy_add(account, policy=policy(account))
        admin.user_add(account, secret)
        admin.policy_set(account, user=account)
        print(f"bucket and account {account}")


if __name__ == "__main__":
    run("store_accounts.py", main)
