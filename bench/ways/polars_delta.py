"""Polars and delta-rs: lazily scanned, joined, and streamed into a Delta table."""

import os
import sys

import polars
import psycopg


def main(raw: str, target: str) -> None:
    storage = {
        "AWS_ENDPOINT_URL": os.environ["AWS_ENDPOINT_URL"],
        "AWS_ACCESS_KEY_ID": os.environ["AWS_ACCESS_KEY_ID"],
        "AWS_SECRET_ACCESS_KEY": os.environ["AWS_SECRET_ACCESS_KEY"],
        "AWS_REGION": os.environ["AWS_REGION"],
        "AWS_ALLOW_HTTP": os.environ["AWS_ALLOW_HTTP"],
        "AWS_CONDITIONAL_PUT": "etag",
    }
    with psycopg.connect("") as connection:
        lookup = polars.read_database(
            "SELECT merchant_id, category AS enriched_category FROM merchant_lookup", connection
        )
    rows = polars.scan_delta(raw, storage_options=storage)
    rows.join(lookup.lazy(), on="merchant_id", how="left").sink_delta(
        target, mode="error", storage_options=storage
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
