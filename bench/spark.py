"""Spark with S3A inside, as an image for production has it, so that no start asks a registry."""

import os
import shutil
import sys
from pathlib import Path

import local

_S3A = ("hadoop-aws", "aws-java-sdk-bundle")
_DELTA = ("delta-core_2.12", "delta-storage", "postgresql")


def home() -> Path:
    """SPARK_HOME, or a folder of links to it that has the jars of S3A besides."""
    given = Path(os.environ["SPARK_HOME"])
    if any((given / "jars").glob("hadoop-aws-*.jar")):
        return given
    linked = local.CACHE / "spark"
    shutil.rmtree(linked, ignore_errors=True)
    (linked / "jars").mkdir(parents=True)
    for entry in given.iterdir():
        if entry.name != "jars":
            (linked / entry.name).symlink_to(entry)
    jars = [*(given / "jars").iterdir(), *(Path(local.jar(name)) for name in _S3A)]
    for jar in jars:
        (linked / "jars" / jar.name).symlink_to(jar)
    return linked


def submit(script: str, *arguments: str, memory: str | None = None) -> list[str]:
    """A spark-submit of a Python job of this folder with Delta, PostgreSQL and S3A."""
    properties = {
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.hadoop.fs.s3a.endpoint": os.environ["AWS_ENDPOINT_URL"],
        "spark.hadoop.fs.s3a.endpoint.region": os.environ["AWS_REGION"],
        "spark.hadoop.fs.s3a.path.style.access": "true",
        "spark.pyspark.python": sys.executable,
        "spark.ui.showConsoleProgress": "false",
    }
    command = [f"{os.environ['SPARK_HOME']}/bin/spark-submit", "--master", "local[*]"]
    if memory:
        command += ["--driver-memory", memory]
    command += ["--jars", ",".join(map(local.jar, _DELTA))]
    for key, value in properties.items():
        command += ["--conf", f"{key}={value}"]
    return [*command, str(local.ROOT / "bench" / script), *arguments]
