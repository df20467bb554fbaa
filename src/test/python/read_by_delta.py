"""Reads tables by the Delta of this Python's environment, as src/test/resources/tables/make.py makes them.

Usage: read_by_delta.py TABLE ...

Prints a line of JSON for each table: its version, and its rows, each as the texts of its values; times are
microseconds, maps are JSON.
"""

import json
import os
import sys
from pathlib import Path

for name in [name for name in os.environ if name.startswith("SPARK_")]:
    # Of another Spark.
    del os.environ[name]

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "resources/tables"))
from spark_line import session  # noqa: E402

spark = session(Path(sys.executable).parents[1] / "jars")
delta_log = spark._jvm.org.apache.spark.sql.delta.DeltaLog


def text(field):
    kind = field.dataType.typeName()
    if kind == "timestamp":
        return f"CAST(unix_micros(`{field.name}`) AS STRING)"
    return f"to_json(`{field.name}`)" if kind == "map" else f"CAST(`{field.name}` AS STRING)"


for path in sys.argv[1:]:
    table = spark.read.format("delta").load(path)
    rows = table.selectExpr(*map(text, table.schema.fields)).collect()
    version = delta_log.forTable(spark._jsparkSession, path).unsafeVolatileSnapshot().version()
    print(json.dumps({"version": version, "rows": [list(row) for row in rows]}))
