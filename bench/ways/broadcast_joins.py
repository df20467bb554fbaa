"""The plain PySpark job with three lookups: three JDBC reads, three broadcast joins, one write."""

import os
import sys

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql.functions import broadcast, col


def _lookup(spark: SparkSession, table: str) -> DataFrame:
    return (
        spark.read.format("jdbc")
        .option("url", os.environ["ENRICH_LOOKUP_JDBC_URL"])
        .option("user", os.environ["ENRICH_LOOKUP_JDBC_USER"])
        .option("password", os.environ["ENRICH_LOOKUP_JDBC_PASSWORD"])
        .option("driver", "org.postgresql.Driver")
        .option("dbtable", table)
        .load()
    )


def _valid(rows: DataFrame, regions: DataFrame) -> Column:
    """The region of a row's currency and country at the row's time."""
    time = rows.transaction_ts
    return (
        (rows.currency == regions.currency)
        & (rows.country == regions.country)
        & (regions.valid_from <= time)
        & (regions.valid_to.isNull() | (time < regions.valid_to))
    )


def main(raw: str, target: str) -> None:
    spark = SparkSession.builder.appName("broadcast joins").getOrCreate()
    merchants = _lookup(spark, "merchant_lookup").select(
        "merchant_id", col("category").alias("enriched_category")
    )
    accounts = _lookup(spark, "accounts").select(
        "account_id", col("segment").alias("account_segment")
    )
    regions = _lookup(spark, "regions")
    rows = spark.read.format("delta").load(raw)
    joined = (
        rows.join(broadcast(merchants), "merchant_id", "left")
        .join(broadcast(accounts), "account_id", "left")
        .join(broadcast(regions), _valid(rows, regions), "left")
        .drop(regions.currency, regions.country, regions.valid_from, regions.valid_to)
    )
    joined.write.format("delta").save(target)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
