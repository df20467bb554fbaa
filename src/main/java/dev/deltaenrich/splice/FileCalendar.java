package dev.deltaenrich.splice;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * By which calendar a file's old dates and times are to be read, going by what Spark noted in its
 * footer (SPARK-31404, SPARK-33160). Files with equal notes are read alike.
 *
 * @param notes what Spark noted
 */
record FileCalendar(Map<String, String> notes) {
  private static final String SPARK = "org.apache.spark.";

  /** The note of the Spark that wrote the file. */
  static final String VERSION = SPARK + "version";

  private static final String LEGACY_DATES = SPARK + "legacyDateTime";
  private static final String LEGACY_INT96 = SPARK + "legacyINT96";

  /** Before these versions Spark wrote dates, and timestamps as INT96, in another calendar. */
  private static final List<String> CHANGES = List.of("3.0.0", "3.1.0");

  private static final Set<String> NOTES = Set.of(LEGACY_DATES, LEGACY_INT96, SPARK + "timeZone");

  /** That of a {@code FileMetaData}. */
  static FileCalendar of(ThriftStruct file) {
    Map<String, String> notes = new HashMap<>();
    for (ThriftStruct entry : file.list(Fields.File.KEY_VALUES, ThriftStruct.class)) {
      String key = entry.text(Fields.KeyValue.KEY);
      String value = entry.text(Fields.KeyValue.VALUE);
      if (key.equals(VERSION)) {
        long since = CHANGES.stream().filter(it -> value.compareTo(it) >= 0).count();
        notes.put(key, Long.toString(since));
      } else if (NOTES.contains(key)) {
        notes.put(key, value);
      }
    }
    return new FileCalendar(notes);
  }

  /** Whether dates before 1582-10-15 are of the Julian calendar. */
  boolean hasJulianDates() {
    return notes.containsKey(LEGACY_DATES) || "0".equals(notes.get(VERSION));
  }

  /** Whether old times, as numbers or as INT96, are of the Julian calendar. */
  boolean hasJulianTimes() {
    return hasJulianDates() || notes.containsKey(LEGACY_INT96) || "1".equals(notes.get(VERSION));
  }
}
