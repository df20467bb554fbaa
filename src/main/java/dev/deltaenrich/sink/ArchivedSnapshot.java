package dev.deltaenrich.sink;

import dev.deltaenrich.source.LookupColumn;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataType;

/**
 * What the lookup history's log says of a snapshot.
 *
 * @param table the table it was taken of
 * @param rows its rows
 * @param columns the columns it holds besides the key
 */
public record ArchivedSnapshot(String table, long rows, List<LookupColumn> columns) {
  /** The history's partition column. */
  static final String PARTITION = "snapshot";

  static final String RECORDED_AT = "deltaEnrich.recordedAt";
  static final String TABLE = "deltaEnrich.table";
  static final String ROWS = "deltaEnrich.rows";
  static final String COLUMNS = "deltaEnrich.columns";

  /** Copies {@code columns}. */
  public ArchivedSnapshot {
    columns = List.copyOf(columns);
  }

  /** Reads the tags of one of its files. */
  static ArchivedSnapshot of(Map<String, String> tags) {
    return new ArchivedSnapshot(
        tags.get(TABLE),
        Long.parseLong(tags.get(ROWS)),
        Arrays.stream(tags.get(COLUMNS).split(", ")).map(ArchivedSnapshot::column).toList());
  }

  /** A name, which may have spaces, and a type, which has none. */
  private static LookupColumn column(String text) {
    int space = text.lastIndexOf(' ');
    return new LookupColumn(text.substring(0, space), DataType.fromDDL(text.substring(space + 1)));
  }
}
