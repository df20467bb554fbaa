package dev.deltaenrich.engine.crosscheck;

import java.util.Map;
import java.util.TimeZone;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.spark.sql.catalyst.util.RebaseDateTime;

/**
 * Which calendar a file's old dates are of. Spark before 3.0 (before 3.1 for INT96) wrote those of
 * the Julian calendar, and they are converted as Spark does (SPARK-31404, SPARK-33160).
 *
 * @param julianDates whether dates and timestamps are converted
 * @param julianInt96 whether INT96 timestamps are
 * @param zone of the clock that the file's writer had
 */
record WrittenCalendar(boolean julianDates, boolean julianInt96, String zone) {
  static WrittenCalendar of(FileMetaData file, boolean otherwise) {
    Map<String, String> keys = file.getKeyValueMetaData();
    String spark = keys.get("org.apache.spark.version");
    return new WrittenCalendar(
        keys.containsKey("org.apache.spark.legacyDateTime")
            || (spark == null ? otherwise : spark.compareTo("3.0.0") < 0),
        keys.containsKey("org.apache.spark.legacyINT96")
            || (spark == null ? otherwise : spark.compareTo("3.1.0") < 0),
        keys.getOrDefault("org.apache.spark.timeZone", TimeZone.getDefault().getID()));
  }

  /** Days since 1970, of a date as it was written. */
  int days(int written) {
    return julianDates ? RebaseDateTime.rebaseJulianToGregorianDays(written) : written;
  }

  /** Microseconds since 1970, of a timestamp as it was written. */
  long micros(long written) {
    return rebased(julianDates, written);
  }

  /** The same of an INT96. */
  long int96Micros(long written) {
    return rebased(julianInt96, written);
  }

  private long rebased(boolean julian, long written) {
    return julian ? RebaseDateTime.rebaseJulianToGregorianMicros(zone, written) : written;
  }
}
