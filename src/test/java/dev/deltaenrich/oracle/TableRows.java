package dev.deltaenrich.oracle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
record TableRows(StructType schema, List<List<String>> rows) {
  /** Made once, since its defaults are read from files. */
  private static final Configuration CONF = new Configuration();

  /**
   * Reads the table's newest version.
   *
   * @throws IllegalStateException where a deletion vector leaves out rows: such tables are for the
   *     verifier
   */
  static TableRows read(Path table) throws IOException {
    TableLog log = TableLog.read(table);
    List<List<String>> rows = new ArrayList<>();
    for (TableLog.DataFile file : log.files()) {
      if (!file.wholly()) {
        throw new IllegalStateException(file.path() + " has a deletion vector");
      }
      rows.addAll(rows(file, log.schema()));
    }
    return new TableRows(log.schema(), rows);
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
  List<String> names() {
    return Arrays.asList(schema.fieldNames());
  }
}
