#!/usr/bin/env python3
"""Lands a batch of new rows in a raw Delta table: the part of a source system in the two demonstration DAGs.

The rows are drawn from a sample file, with ids of the batch's own; the batch's name is the seed, so the same batch
is the same rows. A batch that is in the table already is not landed again (Delta's txnAppId and txnVersion), so a
task may be tried again at any point. Needs a spark-submit with Delta, as the image has.
"""

import argparse
import csv
import hashlib
import json
import random
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import col


def draw(sample: Path, id_column: str, batch: str, rows: int) -> tuple[list[str], list[tuple]]:
    """Columns and rows of a batch, all text; an empty field is a null."""
    with sample.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        known = list(reader)
    columns = list(known[0])
    prefix = hashlib.sha256(batch.encode()).hexdigest()[:10].upper()
    drawn = random.Random(batch).choices(known, k=rows)
    return columns, [
        tuple(f"{prefix}-{number:06}" if name == id_column else row[name] or None for name in columns)
        for number, row in enumerate(drawn, start=1)
    ]


def typed(spark: SparkSession, columns: list[str], rows: list[tuple], schema: str) -> DataFrame:
    text = spark.createDataFrame(rows, ", ".join(f"`{name}` STRING" for name in columns))
    wanted = spark.createDataFrame([], schema).schema
    return text.select([col(f"`{field.name}`").cast(field.dataType).alias(field.name) for field in wanted])


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", help="path of the raw Delta table; made where missing")
    parser.add_argument("--sample", type=Path, required=True, help="a CSV file with a header")
    parser.add_argument("--schema", required=True, help="the table's columns, such as 'id STRING, amount DECIMAL(18,2)'")
    parser.add_argument("--id", required=True, metavar="COLUMN", help="the column that gets new ids")
    parser.add_argument("--batch", required=True, help="the batch's name, such as the id of a DAG run")
    parser.add_argument("--rows", type=int, default=200, help="how many (default: %(default)s)")
    return parser.parse_args()


def main() -> None:
    args = arguments()
    columns, rows = draw(args.sample, args.id, args.batch, args.rows)
    spark = SparkSession.builder.appName(f"land {args.batch}").getOrCreate()
    (
        typed(spark, columns, rows, args.schema)
        .coalesce(1)
        .write.format("delta")
        .mode("append")
        .option("txnAppId", f"land/{args.batch}")
        .option("txnVersion", 1)
        .save(args.table)
    )
    print(json.dumps({"table": args.table, "batch": args.batch, "rows": len(rows)}), flush=True)
    spark.stop()


if __name__ == "__main__":
    main()
