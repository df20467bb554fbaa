"""Spark's own start: a session is opened and closed."""

from pyspark.sql import SparkSession

if __name__ == "__main__":
    SparkSession.builder.appName("start").getOrCreate().stop()
