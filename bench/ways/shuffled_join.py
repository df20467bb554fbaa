"""The plain PySpark job where the lookup is large: as the other, without a word how to join."""

import os
import sys

from pyspark.sql import SparkSession
from pyspark.sql.functions import col

# PostgreSQL's driver holds all rows at once where no number is said.
ROWS_A_FETCH = 10_000


def main(raw: str, target: str) -> None:
    spark = SparkSession.builder.appName("join").getOrCreate()
    lookup = (
        spark.read.format("jdbc")
        .option("url", os.environ["ENRICH_LOOKUP_JDBC_URL"])
        .option("user", os.environ["ENRICH_LOOKUP_JDBC_USER"])
        .option("password", os.environ["ENRICH_LOOKUP_JDBC_PASSWORD"])
        .option("driver", "org.postgresql.Driver")
        .option("dbtable", "merchant_lookup")
        .option("fetchsize", ROWS_A_FETCH)
        .load()
        .select("merchant_id", col("category").alias("enriched_category"))
    )
    rows = spark.read.format("delta").load(raw)
    rows.join(lookup, "merchant_id", "left").write.format("delta").save(target)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
