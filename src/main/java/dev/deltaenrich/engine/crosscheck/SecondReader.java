package dev.deltaenrich.engine.crosscheck;

import dev.deltaenrich.engine.HadoopSettings;
import dev.deltaenrich.engine.InternalRows;
import dev.deltaenrich.engine.JavaBytes;
import dev.deltaenrich.engine.NamingScan;
import dev.deltaenrich.engine.log.ColumnMapping;
import dev.deltaenrich.engine.log.Metadata;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads a table's files by parquet-java's record reader, not by Spark's.
 *
 * @param conf Hadoop's settings
 * @param columns the table's columns without partition columns, column mapping included
 * @param byId whether columns are found by their ids
 * @param widened whether files may have narrower types than the table
 * @param julian whether Spark was told that files which do not name their writer hold dates of the
 *     Julian calendar
 */
public record SecondReader(
    SerializableConfiguration conf,
    StructType columns,
    boolean byId,
    boolean widened,
    boolean julian)
    implements Serializable {
  private static final String REBASE = "spark.sql.parquet.%sRebaseModeInRead";

  /**
   * Of a table's files.
   *
   * @param session as whose settings say
   */
  public static SecondReader of(SparkSession session, Metadata table, boolean widened) {
    Set<String> partitions = Set.copyOf(table.partitionColumns());
    StructType columns = new StructType();
    for (var field : table.schema().fields()) {
      if (!partitions.contains(field.name()) && !(field.dataType() instanceof NullType)) {
        columns = columns.add(field);
      }
    }
    return new SecondReader(
        new SerializableConfiguration(HadoopSettings.of(session)),
        columns,
        table.columnMapping() == ColumnMapping.ID,
        widened,
        julian(session));
  }

  private static boolean julian(SparkSession spark) {
    return Stream.of("datetime", "int96")
        .anyMatch(kind -> "LEGACY".equalsIgnoreCase(spark.conf().get(REBASE.formatted(kind), "")));
  }

  /** Names of the columns. */
  public List<String> names() {
    return List.of(columns.fieldNames());
  }

  /**
   * Opens a file.
   *
   * @throws IOException what the store says
   * @throws RuntimeException Parquet's, when the footer does not parse
   */
  public ParquetRows open(String uri) throws IOException {
    return new ParquetRows(this, new Path(URI.create(uri)));
  }

  /**
   * The rows of some files, each read by a task.
   *
   * @param files each file's URI, then its partition values as the log has them
   * @param rows the schema that Spark gives to the columns, by which they are named and typed
   * @param partitions names of the partition columns, which the rows have as texts
   */
  public Dataset<Row> rows(
      SparkSession session, List<List<String>> files, StructType rows, List<String> partitions) {
    StructType schema = new StructType();
    for (String name : names()) {
      schema = schema.add(name, rows.apply(name).dataType());
    }
    for (String name : partitions) {
      schema = schema.add(name, DataTypes.StringType);
    }
    JavaRDD<List<String>> tasks =
        new JavaSparkContext(session.sparkContext()).parallelize(files, files.size());
    return InternalRows.table(session, tasks.flatMap(new SecondScan(this)), schema);
  }

  /**
   * Reads files beside Spark.
   *
   * @param spark Spark's rows of whole files, in order, a file by a task; this reader's columns
   * @param side whose files they are, for results
   * @param failure what to throw where Spark cannot read a file
   * @return one for each file
   */
  public List<ReadTwice> compare(Dataset<Row> spark, String side, NamingScan.Failure failure) {
    // Files are opened in tasks, and a task sees only the settings of a query.
    List<JavaBytes<ReadTwice>> files =
        InternalRows.withSettingsOf(
            spark.sparkSession(),
            () ->
                spark
                    .queryExecution()
                    .toRdd()
                    .toJavaRDD()
                    .mapPartitions(new ReaderComparison(this, side, failure, spark.schema()))
                    .collect());
    return files.stream().map(JavaBytes::value).toList();
  }
}
