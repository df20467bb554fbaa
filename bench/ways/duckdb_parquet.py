"""DuckDB: Delta and PostgreSQL by its extensions, joined into Parquet files. No Delta commit."""

import sys

import duck


def main(raw: str, target: str) -> None:
    connection = duck.connect("httpfs", "delta", "postgres_scanner")
    connection.execute("ATTACH '' AS reference (TYPE postgres, READ_ONLY)")
    connection.execute(
        f"""
        COPY (
            SELECT raw.*, lookup.category AS enriched_category
            FROM delta_scan('{raw}') AS raw
            LEFT JOIN reference.merchant_lookup AS lookup USING (merchant_id)
        ) TO '{target}' (FORMAT parquet, COMPRESSION snappy, PER_THREAD_OUTPUT)
        """
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
