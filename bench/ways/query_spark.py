"""Spark asks a query of a curated table. Prints its answer, and its seconds without start-up."""

import json
import sys
import time

from pyspark.sql import SparkSession


def main(target: str, query: str) -> None:
    spark = SparkSession.builder.appName("query").getOrCreate()
    started = time.monotonic()
    spark.read.format("delta").load(target).createOrReplaceTempView("curated")
    row = spark.sql(query).first()
    seconds = time.monotonic() - started
    print(json.dumps({"phases": {"query": seconds}, "answer": [str(value) for value in row]}))
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
