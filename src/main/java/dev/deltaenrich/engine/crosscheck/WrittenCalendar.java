package dev.deltaenrich.engine.crosscheck;

import java.util.Map;
import org.apache.parquet.hadoop.metadata.FileMetaData;

/**
 * Which calendar a file's old dates are of. Spark before 3.0 (before 3.1 for INT96) wrote those of
 * the Julian calendar, and Spark converts them when it reads (SPARK-31404, SPARK-33160).
 *
 * @param julianDates whether dates and timestamps are converted
 * @param julianInt96 whether INT96 timestamps are
 */
record WrittenCalendar(boolean julianDates, boolean julianInt96) {
  static WrittenCalendar of(FileMetaData file, boolean otherwise) {
    Map<String, String> keys = file.getKeyValueMetaData();
    String spark = keys.get("org.apache.spark.version");
    return new WrittenCalendar(
        keys.containsKey("org.apache.spark.legacyDateTime")
            || (spark == null ? otherwise : spark.compareTo("3.0.0") < 0),
        keys.containsKey("org.apache.spark.legacyINT96")
            || (spark == null ? otherwise : spark.compareTo("3.1.0") < 0));
  }
}
