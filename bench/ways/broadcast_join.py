"""The plain PySpark job: JDBC read, broadcast join, Delta write."""

import os
import sys

from pyspark.sql import SparkSession
from pyspark.sql.functions import broadcast, col


def main(raw: str, target: str) -> None:
    spark = SparkSession.builder.appName("broadcast join").getOrCreate()
    lookup = (
        spark.read.format("jdbc")
        .option("url", os.environ["ENRICH_LOOKUP_JDBC_URL"])
        .option("user", os.environ["ENRICH_LOOKUP_JDBC_USER"])
        .option("password", os.environ["ENRICH_LOOKUP_JDBC_PASSWORD"])
        .option("driver", "org.postgresql.Driver")
        .option("dbtable", "merchant_lookup")
        .load()
        .select("merchant_id", col("category").alias("enriched_category"))
    )
    rows = spark.read.format("delta").load(raw)
    rows.join(broadcast(lookup), "merchant_id", "left").write.format("delta").save(target)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
