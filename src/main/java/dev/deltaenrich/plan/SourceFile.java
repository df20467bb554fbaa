package dev.deltaenrich.plan;

import java.io.Serializable;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An active file of the raw table.
 *
 * @param path as the log spells it: URI-encoded, relative to the table or absolute
 * @param uri the absolute URI, the file's identity while reading
 * @param bytes the size the log gives
 * @param rowsInLog the rows the log's statistics give, deleted ones included; empty where it has
 *     none
 * @param deletionVector the unique id of its deletion vector, or null
 * @param deletedRows rows its deletion vector takes away; 0 without one
 * @param partitionValues partition column, by the name the schema shows, to value as the log spells
 *     it; a value may be null
 */
public record SourceFile(
    String path,
    String uri,
    long bytes,
    OptionalRows rowsInLog,
    String deletionVector,
    long deletedRows,
    Map<String, String> partitionValues)
    implements Serializable {

  /** Copies {@code partitionValues}, whose values may be null. */
  public SourceFile {
    partitionValues = Collections.unmodifiableMap(new HashMap<>(partitionValues));
  }

  /**
   * What tells this source from any other, in tags: the path, and the deletion vector where there
   * is one, since a file with other rows deleted is another source.
   */
  public String id() {
    return Optional.ofNullable(deletionVector).map(dv -> path + "#" + dv).orElse(path);
  }

  /** The path in an {@link #id}; in a URI a number sign is written as {@code %23}. */
  static String pathOf(String id) {
    int deletionVector = id.indexOf('#');
    return deletionVector < 0 ? id : id.substring(0, deletionVector);
  }

  /** Whether the log says that no row of it counts. */
  public boolean isEmptyInLog() {
    return rowsInLog.known() && rowsInLog.value() == deletedRows;
  }

  /** A number of rows, or none. {@link OptionalLong} cannot be sent to an executor; this can. */
  public record OptionalRows(long value) implements Serializable {
    /** No number is known. */
    public static final OptionalRows UNKNOWN = new OptionalRows(-1);

    /** Whether a number is known. */
    public boolean known() {
      return value >= 0;
    }
  }
}
