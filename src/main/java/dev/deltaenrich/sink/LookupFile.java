package dev.deltaenrich.sink;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.deltaenrich.engine.log.ParquetRecords;
import dev.deltaenrich.source.LookupColumn;
import dev.deltaenrich.source.LookupRow;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * A data file of the lookup history: keys, and maps from column to text. Written by the driver
 * alone: a lookup that fits in its memory is no work for Spark.
 *
 * @param path where it is
 * @param conf Hadoop settings
 */
record LookupFile(Path path, Configuration conf) {
  /** As Spark would write the table's columns (parquet-format, LogicalTypes.md, "Maps"). */
  private static final MessageType COLUMNS =
      MessageTypeParser.parseMessageType(
          """
          message spark_schema {
            optional binary key (STRING);
            optional group values (MAP) {
              repeated group key_value {
                required binary key (STRING);
                optional binary value (STRING);
              }
            }
          }
          """);

  /** Writes it; a file that was begun and failed may be left. */
  void write(List<LookupColumn> columns, List<LookupRow> rows) throws IOException {
    new ParquetRecords(conf)
        .write(path, COLUMNS, rows.stream().map(row -> record(columns, row)).iterator());
  }

  private static ObjectNode record(List<LookupColumn> columns, LookupRow row) {
    ObjectNode record = JsonNodeFactory.instance.objectNode();
    record.put("key", row.key());
    ObjectNode values = record.putObject("values");
    List<String> texts = row.texts();
    for (int i = 0; i < texts.size(); i++) {
      values.put(columns.get(i).name(), texts.get(i));
    }
    return record;
  }
}
