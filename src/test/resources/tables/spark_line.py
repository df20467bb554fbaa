"""A session of Delta, with the jars that a folder has."""

import tempfile
from pathlib import Path

from pyspark.sql import SparkSession

# Many small statements: compiling them well takes longer than running them.
QUICK_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


def session(jars):
    scratch = tempfile.mkdtemp()
    builder = (
        SparkSession.builder.master("local[1]")
        .config("spark.driver.extraClassPath", ":".join(map(str, sorted(Path(jars).glob("*.jar")))))
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.databricks.delta.snapshotPartitions", "1")
        .config("spark.databricks.delta.writeChecksumFile.enabled", "false")
        .config("spark.databricks.delta.checkpointV2.topLevelFileFormat", "json")
        .config("spark.sql.parquet.compression.codec", "zstd")
        .config("spark.sql.warehouse.dir", f"{scratch}/warehouse")
        .config(
            "spark.driver.extraJavaOptions",
            f"-Dderby.system.home={scratch} -Duser.timezone=UTC {QUICK_START}",
        )
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
    )
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark
