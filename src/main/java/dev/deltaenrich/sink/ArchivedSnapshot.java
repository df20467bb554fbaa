package dev.deltaenrich.sink;

import dev.deltaenrich.config.KeyType;
import dev.deltaenrich.source.Lookup;
import dev.deltaenrich.source.LookupColumn;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataType;

/**
 * What the lookup history's log says of a snapshot.
 *
 * @param table the table it was taken of
 * @param rows its rows
 * @param columns the columns it holds besides the key
 * @param keyTypes what each part of its keys is; none where an earlier version of the program did
 *     not say
 */
public record ArchivedSnapshot(
    String table, long rows, List<LookupColumn> columns, List<KeyType> keyTypes) {
  /** The history's partition column. */
  static final String PARTITION = "snapshot";

  static final String RECORDED_AT = "deltaEnrich.recordedAt";
  static final String TABLE = "deltaEnrich.table";
  static final String ROWS = "deltaEnrich.rows";
  static final String BASE = "deltaEnrich.base";

  /** In the values of the row without a key, which tells plain readers of the base. */
  static final String BASE_VALUE = "base";

  static final String COLUMNS = "deltaEnrich.columns";
  static final String KEYS = "deltaEnrich.keys";

  /** Copies the lists. */
  public ArchivedSnapshot {
    columns = List.copyOf(columns);
    keyTypes = List.copyOf(keyTypes);
  }

  /** The tag with the moment of the last read from an origin: content may be that of several. */
  static String markOf(String origin) {
    return "deltaEnrich.mark." + origin;
  }

  /** Reads the tags of one of its files. */
  static ArchivedSnapshot of(Map<String, String> tags) {
    return new ArchivedSnapshot(
        tags.get(TABLE),
        Long.parseLong(tags.get(ROWS)),
        Arrays.stream(tags.get(COLUMNS).split(", ")).map(ArchivedSnapshot::column).toList(),
        tags.containsKey(KEYS)
            ? Arrays.stream(tags.get(KEYS).split(",")).map(KeyType::valueOf).toList()
            : List.of());
  }

  /** The tags of a lookup's files. */
  static Map<String, String> tags(Lookup lookup) {
    Map<String, String> tags = new HashMap<>();
    tags.put(TABLE, lookup.table());
    tags.put(RECORDED_AT, Instant.now().toString());
    tags.put(ROWS, Long.toString(lookup.rowCount()));
    tags.put(
        COLUMNS,
        lookup.columns().stream()
            .map(column -> column.name() + " " + column.type().catalogString())
            .collect(Collectors.joining(", ")));
    if (!lookup.keyTypes().isEmpty()) {
      tags.put(
          KEYS, lookup.keyTypes().stream().map(KeyType::name).collect(Collectors.joining(",")));
    }
    lookup
        .mark()
        .ifPresent(
            mark -> {
              tags.put(markOf(mark.origin()), mark.text());
              mark.base().ifPresent(base -> tags.put(BASE, base));
            });
    return tags;
  }

  /** A name, which may have spaces, and a type, which has none. */
  private static LookupColumn column(String text) {
    int space = text.lastIndexOf(' ');
    return new LookupColumn(text.substring(0, space), DataType.fromDDL(text.substring(space + 1)));
  }
}
