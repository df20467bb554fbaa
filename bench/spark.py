"""The Sparks that prepare.sh has linked, one a line, and the jobs for them."""

import os
import subprocess
import sys
from pathlib import Path

import local

# The line that pom.xml has without a profile.
DEFAULT_LINE = subprocess.check_output([local.ROOT / ".ci/line", "--default"], text=True).strip()


def home(line: str) -> Path:
    return local.ROOT / "target/bench-spark" / line


def versions(line: str) -> dict[str, str]:
    jars = {"Spark": "jars/spark-core_*.jar", "Delta": "job-jars/delta-storage-*.jar"}
    return {name: _version(line, pattern) for name, pattern in jars.items()}


def _version(line: str, pattern: str) -> str:
    (jar,) = home(line).glob(pattern)
    return jar.stem.rsplit("-", 1)[1]


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
    spark = Path(os.environ["SPARK_HOME"])
    command = [f"{spark}/bin/spark-submit", "--master", "local[*]"]
    if memory:
        command += ["--driver-memory", memory]
    command += ["--jars", ",".join(map(str, sorted(spark.glob("job-jars/*.jar"))))]
    for key, value in properties.items():
        command += ["--conf", f"{key}={value}"]
    return [*command, str(local.ROOT / "bench" / script), *arguments]
