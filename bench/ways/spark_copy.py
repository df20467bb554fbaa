"""Spark reads the Delta table and writes it again, with no join."""

import sys

from pyspark.sql import SparkSession


def main(raw: str, target: str) -> None:
    spark = SparkSession.builder.appName("copy").getOrCreate()
    spark.read.format("delta").load(raw).write.format("delta").save(target)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
