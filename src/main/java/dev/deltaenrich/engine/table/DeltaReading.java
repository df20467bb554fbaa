package dev.deltaenrich.engine.table;

import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.log.DeletionVector;
import dev.deltaenrich.engine.log.Metadata;
import dev.deltaenrich.engine.log.Protocol;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaParquetFileFormat$;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.TableFeature;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * One version of a table by Delta's own reader: a second opinion, for proofs. Rows come with every
 * column nullable: Spark shows a null under NOT NULL as 0 or as another row's value.
 */
public final class DeltaReading {
  private final DeltaLog log;
  private final Snapshot snapshot;

  /** Of a version; what Delta throws comes through, also undeclared. */
  public DeltaReading(SparkSession spark, String path, long version) {
    log = DeltaLog.forTable(spark, new Path(path));
    snapshot = DeltaScans.snapshot(log, version);
  }

  /** The features for readers that this Delta does not know, in words; empty if it knows all. */
  public static Optional<String> lacks(Protocol protocol) {
    List<String> unknown =
        protocol.readerFeatures().orElse(Set.of()).stream()
            .filter(name -> TableFeature.featureNameToFeature(name).isEmpty())
            .sorted()
            .toList();
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Delta %s does not know its table feature '%s'"
                .formatted(io.delta.package$.MODULE$.VERSION(), String.join("' and '", unknown)));
  }

  /**
   * Has Delta make its views of tables, which it keeps for the whole JVM, again when they are next
   * asked for.
   */
  static void forget() {
    // Not of one table alone: that would need the session's state.
    DeltaLog.clearCache();
  }

  /** The table's folder. */
  public Path folder() {
    return log.dataPath();
  }

  /** Schema, partition columns and properties. */
  public Metadata metadata() {
    var metadata = snapshot.metadata();
    return new Metadata(
        metadata.id(),
        Optional.ofNullable(metadata.name()),
        Optional.ofNullable(metadata.description()),
        new Metadata.Format(
            metadata.format().provider(), ScalaInterop.map(metadata.format().options())),
        metadata.schemaString(),
        ScalaInterop.list(metadata.partitionColumns()),
        ScalaInterop.map(metadata.configuration()),
        OptionalLong.empty());
  }

  /** The active files; of their statistics only the number of rows, and no tags. */
  public List<AddFile> files() {
    // The rest would not fit into a driver's memory.
    return snapshot
        .allFiles()
        .toDF()
        .selectExpr(
            "path",
            "partitionValues",
            "size",
            "modificationTime",
            "to_json(struct(CAST(get_json_object(stats, '$.numRecords') AS BIGINT) AS numRecords))",
            "deletionVector.*")
        .collectAsList()
        .stream()
        .map(DeltaReading::file)
        .toList();
  }

  private static AddFile file(Row row) {
    return new AddFile(
        row.getString(0),
        row.getJavaMap(1),
        row.getLong(2),
        row.getLong(3),
        Optional.ofNullable(row.getString(4)),
        Optional.empty(),
        Optional.ofNullable(row.<String>getAs("storageType")).map(type -> vector(type, row)));
  }

  private static DeletionVector vector(String storageType, Row row) {
    Integer offset = row.getAs("offset");
    return new DeletionVector(
        storageType,
        row.getAs("pathOrInlineDv"),
        offset == null ? OptionalInt.empty() : OptionalInt.of(offset),
        row.<Integer>getAs("sizeInBytes"),
        row.<Long>getAs("cardinality"));
  }

  /** The rows of some files, by Delta's scan. */
  public Dataset<Row> read(List<AddFile> some, SparkSession session) {
    HadoopFsRelation scan =
        relation(
            log.createDataFrame(
                snapshot,
                ScalaInterop.seq(some.stream().map(LoggedActions::of).toList()),
                false,
                Option.empty()));
    return rows(scan, scan.dataSchema(), scan.fileFormat(), session);
  }

  /**
   * The rows of some files of a table whose log Delta does not read. Files, partition values and
   * schema are as {@code table} has them; columns are found, and deleted rows left out, by Delta's
   * format of files, which knows no protocol.
   */
  public static Dataset<Row> read(DeltaTable table, List<AddFile> some, SparkSession session) {
    HadoopFsRelation scan = relation(ScannedFiles.rows(table, some, session));
    StructField deleted = DeltaParquetFileFormat$.MODULE$.IS_ROW_DELETED_STRUCT_FIELD();
    return rows(
            scan, scan.dataSchema().add(deleted), DeltaScans.format(table, some, session), session)
        .where(functions.col(deleted.name()).equalTo(0))
        .drop(deleted.name());
  }

  private static HadoopFsRelation relation(Dataset<Row> scan) {
    return (HadoopFsRelation) ((LogicalRelation) scan.queryExecution().logical()).relation();
  }

  private static Dataset<Row> rows(
      HadoopFsRelation scan, StructType columns, FileFormat format, SparkSession session) {
    return session.baseRelationToDataFrame(
        new HadoopFsRelation(
            scan.location(),
            scan.partitionSchema(),
            columns.asNullable(),
            scan.bucketSpec(),
            format,
            scan.options(),
            session));
  }
}
