"""Asks Delta on Spark and Delta Kernel what is in tables: run by make.py, in the newest line's environment.

Usage: ask_delta.py JARS ANSWERS TABLE ...

Writes to the file ANSWERS, for each table, what each reader says or why it refuses.
"""

import datetime as dt
import json
import sys
import urllib.parse

from py4j.java_gateway import is_instance_of
from py4j.protocol import Py4JError, Py4JJavaError
from pyspark.errors import PySparkException
from spark_line import session

JARS, ANSWERS = sys.argv[1:3]

spark = session(JARS)
jvm = spark._jvm
kernel = jvm.io.delta.kernel
engine = kernel.defaults.engine.DefaultEngine.create(spark._jsparkSession.sessionState().newHadoopConf())


def by_spark(path):
    log = jvm.org.apache.spark.sql.delta.DeltaLog.forTable(spark._jsparkSession, path)
    snapshot = log.unsafeVolatileSnapshot()
    table = spark.read.format("delta").load(path)
    rows = table.selectExpr(
        "to_json(struct(*), map('timestampFormat', \"yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX\")) AS row"
    ).collect()
    return {
        "version": snapshot.version(),
        "protocol": json.loads(snapshot.protocol().json())["protocol"],
        "files": [file(json.loads(add.json())["add"]) for add in snapshot.allFiles().collectAsList()],
        "rows": [row["row"] for row in rows],
    }


def file(add):
    vector = add.get("deletionVector")
    return {
        "path": add["path"],
        "size": add["size"],
        "partitionValues": add["partitionValues"],
        **({"deletionVector": vector} if vector else {}),
    }


def by_kernel(path):
    snapshot = kernel.Table.forPath(engine, path).getLatestSnapshot(engine)
    scan = snapshot.getScanBuilder().build()
    scanned = [row for batch in each(scan.getScanFiles(engine)) for row in each(batch.getRows())]
    files = [scanned_file(row, path) for row in scanned]
    answer = {"version": snapshot.getVersion(), "files": files}
    try:
        return {**answer, "rows": [json.dumps(row) for row in kernel_rows(scan, scanned)]}
    except (Py4JError, PySparkException):
        # Of types whose values it does not give; its files count all the same.
        return answer


def each(iterator):
    while iterator.hasNext():
        yield iterator.next()


def scanned_file(row, path):
    parts = kernel.internal.InternalScanFileUtils
    status = parts.getAddFileStatus(row)
    vector = parts.getDeletionVectorDescriptorFromRow(row)
    answer = {
        # Encoded again, as logs have it.
        "path": urllib.parse.quote(status.getPath().removeprefix("file:").removeprefix(path).lstrip("/")),
        "size": status.getSize(),
        "partitionValues": dict(parts.getPartitionValues(row)),
    }
    if vector is not None:
        offset = vector.getOffset()
        answer["deletionVector"] = {
            "storageType": vector.getStorageType(),
            "pathOrInlineDv": vector.getPathOrInlineDv(),
            **({"offset": offset.get()} if offset.isPresent() else {}),
            "sizeInBytes": vector.getSizeInBytes(),
            "cardinality": vector.getCardinality(),
        }
    return answer


def kernel_rows(scan, scanned):
    state = scan.getScanState(engine)
    schema = kernel.internal.data.ScanStateRow.getPhysicalDataReadSchema(state)
    iterator = kernel.internal.util.Utils.toCloseableIterator
    for file in scanned:
        status = jvm.java.util.List.of(
            kernel.internal.InternalScanFileUtils.getAddFileStatus(file)
        ).iterator()
        read = engine.getParquetHandler().readParquetFiles(
            iterator(status), schema, jvm.java.util.Optional.empty()
        )
        batches = jvm.java.util.ArrayList()
        for result in each(read):
            batches.add(result.getData())
        for batch in each(
            kernel.Scan.transformPhysicalData(engine, state, file, iterator(batches.iterator()))
        ):
            for row in each(batch.getRows()):
                yield struct(row, row.getSchema())


def struct(row, schema):
    """As Spark's to_json has it: without nulls."""
    values = {field.getName(): value(row, i, field.getDataType()) for i, field in enumerate(schema.fields())}
    return {name: found for name, found in values.items() if found is not None}


EPOCH = dt.datetime(1970, 1, 1)


def value(of, i, kind):
    if of.isNullAt(i):
        return None
    name = kind.getClass().getSimpleName()
    if name == "StructType":
        # A vector has no row; its children have the fields.
        row = is_instance_of(spark.sparkContext._gateway, of, "io.delta.kernel.data.Row")
        return struct(of.getStruct(i), kind) if row else fields(of, i, kind)
    if name == "ArrayType":
        array = of.getArray(i)
        return [value(array.getElements(), j, kind.getElementType()) for j in range(array.getSize())]
    if name == "MapType":
        pairs = of.getMap(i)
        keys, values = pairs.getKeys(), pairs.getValues()
        return {keys.getString(j): value(values, j, kind.getValueType()) for j in range(pairs.getSize())}
    if name == "DateType":
        return (EPOCH + dt.timedelta(days=of.getInt(i))).date().isoformat()
    if name == "TimestampType":
        return (EPOCH + dt.timedelta(microseconds=of.getLong(i))).isoformat(timespec="microseconds") + "Z"
    if name == "TimestampNTZType":
        return (EPOCH + dt.timedelta(microseconds=of.getLong(i))).isoformat(timespec="milliseconds")
    if name == "DecimalType":
        return float(of.getDecimal(i))
    getter = {"IntegerType": "getInt"}.get(name, "get" + name.removesuffix("Type"))
    return getattr(of, getter)(i)


def fields(vector, i, kind):
    values = {
        field.getName(): value(vector.getChild(j), i, field.getDataType())
        for j, field in enumerate(kind.fields())
    }
    return {name: found for name, found in values.items() if found is not None}


def asked(reader, path):
    try:
        return reader(path)
    except Py4JJavaError as refused:
        return {"refused": str(refused.java_exception).splitlines()[0]}
    except PySparkException as refused:
        return {"refused": str(refused).splitlines()[0]}


with open(ANSWERS, "w") as answers:
    for path in sys.argv[3:]:
        answers.write(json.dumps({"delta": asked(by_spark, path), "kernel": asked(by_kernel, path)}) + "\n")
