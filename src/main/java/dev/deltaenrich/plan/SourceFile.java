package dev.deltaenrich.plan;

import java.io.Serializable;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An active file of the raw table.
 *
 * @param path as the log spells it: URI-encoded, relative to the table or absolute
 * @param uri the absolute URI, the file's identity while reading
 * @param bytes the size the log gives
 * @param stamp what tells it from another file of the same path, see {@link #stamp}; empty where
 *     that is not known
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
    String stamp,
    OptionalRows rowsInLog,
    String deletionVector,
    long deletedRows,
    Map<String, String> partitionValues)
    implements Serializable {
  private static final Pattern STAMP = Pattern.compile("\\?\\d+,(-?\\d+),[0-9a-f]{8}(?=#|$)");

  /** Copies {@code partitionValues}, whose values may be null. */
  public SourceFile {
    partitionValues = TextMap.copy(partitionValues);
  }

  /**
   * What the log says of a file beside its path. A path alone does not tell a file for good:
   * writers overwrite files, and make tables again under the names of earlier ones.
   *
   * @param bytes its size
   * @param modified when it was last modified, in milliseconds since 1970
   * @param table the id of its table (Delta PROTOCOL, "Change Metadata"); null where its log has
   *     none
   */
  public static String stamp(long bytes, long modified, String table) {
    // Joined, not formatted: digits are not to depend on where the program runs.
    return bytes
        + ","
        + modified
        + ","
        + HexFormat.of().toHexDigits(String.valueOf(table).hashCode());
  }

  /**
   * What tells this source from any other, in tags: the path, the stamp, and the deletion vector
   * where there is one, since a file with other rows deleted is another source.
   */
  public String id() {
    return withVector(stamp.isEmpty() ? path : path + "?" + stamp);
  }

  /** The {@link #id} without the stamp, as earlier versions of this program wrote it in tags. */
  public String place() {
    return withVector(path);
  }

  private String withVector(String text) {
    return deletionVector == null ? text : text + "#" + deletionVector;
  }

  /** The {@link #place} in an {@link #id}. */
  public static String placeOf(String id) {
    return id.indexOf('?') < 0 ? id : STAMP.matcher(id).replaceFirst("");
  }

  /** When the file of a stamped {@link #id} was last modified, in milliseconds since 1970. */
  public static long modifiedOf(String id) {
    Matcher stamp = STAMP.matcher(id);
    if (!stamp.find()) {
      throw new IllegalArgumentException(id);
    }
    return Long.parseLong(stamp.group(1));
  }

  /** The path in an {@link #id}; in a URI a number sign is written as {@code %23}. */
  public static String pathOf(String id) {
    String place = placeOf(id);
    int deletionVector = place.indexOf('#');
    return deletionVector < 0 ? place : place.substring(0, deletionVector);
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
