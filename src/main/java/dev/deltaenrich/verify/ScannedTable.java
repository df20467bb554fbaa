package dev.deltaenrich.verify;

import dev.deltaenrich.engine.HadoopSettings;
import dev.deltaenrich.engine.NamingScan;
import dev.deltaenrich.engine.ScalaInterop;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaColumnMapping;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.SingleAction;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import scala.Option;

/**
 * One version of a table as verify reads it: the files that Delta's own snapshot lists, by Spark's
 * Parquet reader for single rows. Spark's vectorized reader is not used, since it misreads some
 * encodings (SPARK-52240). Every column is read as nullable, since Spark shows a null under NOT
 * NULL as 0 or as another row's value. Files that Spark is known to read wrongly even so are read
 * by parquet-java. Not thread-safe.
 */
final class ScannedTable {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

  private final Side side;
  private final SparkSession spark;
  private final Snapshot snapshot;
  private final List<AddFile> files;
  private final UnreadableFile unreadable;
  private Map<String, FileFooter> footers;

  private ScannedTable(
      String target,
      Side side,
      String path,
      SparkSession spark,
      Snapshot snapshot,
      List<AddFile> files) {
    this.side = side;
    this.spark = spark;
    this.snapshot = snapshot;
    this.files = files;
    this.unreadable = new UnreadableFile(target, side, path, SecondReader.of(this));
  }

  /**
   * Reads the log; what Delta throws comes through, also undeclared.
   *
   * @param target the curated table, for sentences
   */
  static ScannedTable open(
      SparkSession spark, String target, Side side, String path, long version) {
    DeltaLog log = DeltaLog.forTable(spark, new Path(path));
    Snapshot snapshot = log.getSnapshotAt(version, Option.empty());
    // Of the statistics only the number of rows: the rest would not fit into a driver's memory.
    Column rows = functions.get_json_object(functions.col("stats"), "$.numRecords");
    List<AddFile> files =
        snapshot
            .allFiles()
            .toDF()
            .withColumn("stats", rows)
            .as(SingleAction.addFileEncoder())
            .collectAsList();
    return new ScannedTable(target, side, path, RowReading.session(spark), snapshot, files);
  }

  Side side() {
    return side;
  }

  /** The session that reads the rows. */
  SparkSession session() {
    return spark;
  }

  /** The active files. */
  List<AddFile> adds() {
    return files;
  }

  /** The same, without what only Delta needs. */
  List<ListedFile> files() {
    return files.stream()
        .map(
            file ->
                new ListedFile(
                    uri(file),
                    file.stats() != null && DIGITS.matcher(file.stats()).matches()
                        ? Long.valueOf(file.stats())
                        : null,
                    file.deletionVector() == null ? 0 : file.deletionVector().cardinality()))
        .toList();
  }

  /** A file's absolute path, as Spark names the file of a row. */
  String uri(AddFile file) {
    Path relative = new Path(URI.create(file.path()));
    Path absolute =
        relative.isAbsolute() ? relative : new Path(snapshot.deltaLog().dataPath(), relative);
    return absolute.toUri().toString();
  }

  /** The table's schema as the log has it, column mapping included. */
  StructType loggedSchema() {
    return snapshot.metadata().schema();
  }

  /** Columns that are not in the files, by name. */
  List<String> partitionColumns() {
    return ScalaInterop.list(snapshot.metadata().partitionColumns());
  }

  /** Whether columns are found in files by their ids, not by their names. */
  boolean mappedById() {
    return snapshot.metadata().columnMappingMode().name().equals("id");
  }

  /** Hadoop's settings, for tasks. */
  SerializableConfiguration conf() {
    return new SerializableConfiguration(HadoopSettings.of(spark));
  }

  /** A file's footer; the first call reads those of all files. */
  FileFooter footer(String uri) {
    if (footers == null) {
      footers = FileFooters.of(spark, files(), unreadable);
    }
    return footers.get(uri);
  }

  /** Why Spark is not asked for a file's rows; null where it is. */
  String misread(AddFile file) {
    // Which rows a deletion vector leaves out, only Delta's scan knows.
    return file.deletionVector() == null ? footer(uri(file)).misread() : null;
  }

  /** All rows, without those that deletion vectors leave out; a scan that fails names its file. */
  Dataset<Row> rows() {
    Map<Boolean, List<AddFile>> bySpark =
        files.stream().collect(Collectors.partitioningBy(file -> misread(file) == null));
    Dataset<Row> scan = scan(bySpark.get(true), spark);
    Dataset<Row> named = NamingScan.of(spark, scan, unreadable::failure);
    return bySpark.get(false).isEmpty()
        ? named
        : named.union(secondRows(bySpark.get(false), scan.schema()));
  }

  /** The rows of files that Spark is not asked for. */
  private Dataset<Row> secondRows(List<AddFile> some, StructType schema) {
    List<StructField> partitions = Arrays.asList(snapshot.metadata().partitionSchema().fields());
    List<List<String>> listed = new ArrayList<>();
    for (AddFile file : some) {
      List<String> values = new ArrayList<>(List.of(uri(file)));
      partitions.forEach(
          column ->
              values.add(
                  file.partitionValues()
                      .getOrElse(DeltaColumnMapping.getPhysicalName(column), () -> null)));
      listed.add(values);
    }
    StructType texts = new StructType();
    for (String name : unreadable.second().names()) {
      texts = texts.add(name, schema.apply(name).dataType());
    }
    for (StructField column : partitions) {
      texts = texts.add(column.name(), DataTypes.StringType);
    }
    JavaRDD<List<String>> tasks =
        new JavaSparkContext(spark.sparkContext()).parallelize(listed, listed.size());
    return spark
        .internalCreateDataFrame(tasks.flatMap(new SecondScan(unreadable)).rdd(), texts, false)
        .select(
            Arrays.stream(schema.fields())
                .map(
                    field ->
                        ColumnNames.column(field.name()).cast(field.dataType()).as(field.name()))
                .toArray(Column[]::new));
  }

  /** What is said of a file that cannot be read. */
  UnreadableFile unreadable() {
    return unreadable;
  }

  /** Some files' rows, in the order of each file, columns nullable, as {@code reading} reads. */
  Dataset<Row> scan(List<AddFile> some, SparkSession reading) {
    Dataset<Row> deltas =
        snapshot
            .deltaLog()
            .createDataFrame(snapshot, ScalaInterop.seq(some), false, Option.empty());
    HadoopFsRelation relation =
        (HadoopFsRelation) ((LogicalRelation) deltas.queryExecution().analyzed()).relation();
    return reading.baseRelationToDataFrame(
        new HadoopFsRelation(
            relation.location(),
            relation.partitionSchema(),
            relation.dataSchema().asNullable(),
            relation.bucketSpec(),
            relation.fileFormat(),
            relation.options(),
            reading));
  }
}
