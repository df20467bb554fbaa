"""The floor: the store copies every data file of the raw table itself, four at a time.

Prints the seconds of the copying alone, as delta-enrich prints those of its phases.
"""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote

import boto3

THREADS = 4


def main(raw: str, target: str) -> None:
    bucket, source = raw.removeprefix("s3://").split("/", 1)
    destination = target.removeprefix("s3://").split("/", 1)[1]
    s3 = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"])
    log = s3.get_object(Bucket=bucket, Key=f"{source}/_delta_log/{0:020d}.json")["Body"].read()
    actions = [json.loads(line) for line in log.splitlines()]
    names = [unquote(action["add"]["path"]) for action in actions if "add" in action]

    def copy(name: str) -> None:
        s3.copy_object(
            Bucket=bucket,
            Key=f"{destination}/{name}",
            CopySource={"Bucket": bucket, "Key": f"{source}/{name}"},
        )

    started = time.monotonic()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(copy, names))
    print(json.dumps({"phases": {"copy": time.monotonic() - started}}))


if __name__ == "__main__":
    main(*sys.argv[1:])
