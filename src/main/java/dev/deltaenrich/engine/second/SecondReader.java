package dev.deltaenrich.verify;

import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
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
record SecondReader(
    SerializableConfiguration conf,
    StructType columns,
    boolean byId,
    boolean widened,
    boolean julian)
    implements Serializable {
  private static final String REBASE = "spark.sql.parquet.%sRebaseModeInRead";

  static SecondReader of(ScannedTable table) {
    Set<String> partitions = Set.copyOf(table.partitionColumns());
    StructType columns = new StructType();
    for (var field : table.loggedSchema().fields()) {
      if (!partitions.contains(field.name()) && !(field.dataType() instanceof NullType)) {
        columns = columns.add(field);
      }
    }
    return new SecondReader(
        table.conf(), columns, table.mappedById(), table.widened(), julian(table.session()));
  }

  private static boolean julian(SparkSession spark) {
    return Stream.of("datetime", "int96")
        .anyMatch(kind -> "LEGACY".equalsIgnoreCase(spark.conf().get(REBASE.formatted(kind), "")));
  }

  /** Names of the columns. */
  List<String> names() {
    return List.of(columns.fieldNames());
  }

  /**
   * Opens a file.
   *
   * @throws IOException what the store says
   * @throws RuntimeException Parquet's, when the footer does not parse
   */
  ParquetRows open(String uri) throws IOException {
    return new ParquetRows(this, new Path(URI.create(uri)));
  }
}
