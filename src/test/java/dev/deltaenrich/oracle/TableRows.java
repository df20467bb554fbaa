package dev.deltaenrich.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * All rows of a Delta table in a local folder.
 *
 * @param schema its columns
 * @param rows each row's values as texts, in the columns' order; null stands for null
 */
public record TableRows(StructType schema, List<List<String>> rows) {
  /** Made once, since its defaults are read from files. */
  private static final Configuration CONF = new Configuration();

  /**
   * Reads the table's newest version.
   *
   * @throws IllegalStateException where a deletion vector leaves out rows: such tables are for the
   *     verifier
   */
  static TableRows read(Path table) throws IOException {
    return read(table, Long.MAX_VALUE);
  }

  /** The same, of a table that can be read. */
  public static TableRows of(Path table) {
    return of(table, Long.MAX_VALUE);
  }

  /** A version of a table that can be read, or the newest one where that is older. */
  public static TableRows of(Path table, long version) {
    try {
      return read(table, version);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TableRows read(Path table, long version) throws IOException {
    TableLog log = TableLog.read(table, version);
    List<List<String>> rows = new ArrayList<>();
    for (TableLog.DataFile file : log.files()) {
      if (!file.wholly()) {
        throw new IllegalStateException(file.path() + " has a deletion vector");
      }
      rows.addAll(rows(file, log.schema()));
    }
    return new TableRows(log.schema(), rows);
  }

  /** Reads these columns of a file, as a table has them that is not partitioned. */
  public static TableRows ofFile(Path file, StructType columns) {
    try {
      return new TableRows(columns, rows(new TableLog.DataFile(file, Map.of(), true), columns));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<List<String>> rows(TableLog.DataFile file, StructType schema)
      throws IOException {
    List<List<String>> rows = new ArrayList<>();
    var path = new org.apache.hadoop.fs.Path(file.path().toUri());
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), path).withConf(CONF).build()) {
      for (Group record = reader.read(); record != null; record = reader.read()) {
        List<String> row = new ArrayList<>();
        for (StructField column : schema.fields()) {
          row.add(value(file, record, column));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** An empty partition value is a null (Delta PROTOCOL, "Partition Value Serialization"). */
  private static String value(TableLog.DataFile file, Group record, StructField column) {
    String name = ParquetValue.physicalName(column);
    if (file.partitionValues().containsKey(name)) {
      String value = file.partitionValues().get(name);
      return value == null || value.isEmpty() ? null : value;
    }
    return ParquetValue.of(record, column);
  }

  /** The columns' names, in order. */
  public List<String> names() {
    return Arrays.asList(schema.fieldNames());
  }

  /** The values of one column, in the order of the rows. */
  public List<String> column(String name) {
    int place = schema.fieldIndex(name);
    return rows.stream().map(row -> row.get(place)).toList();
  }

  /** The rows as texts, a bar between values, in no order of the table's. */
  public List<String> lines() {
    return rows.stream().map(row -> String.join("|", row)).sorted().toList();
  }
}
