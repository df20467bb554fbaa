package dev.deltaenrich.verify;

import dev.deltaenrich.engine.Sessions;
import org.apache.spark.sql.SparkSession;

/** Sessions that read Parquet files row by row, apart from the caller's session. */
final class RowReading {
  /** More than any file has. */
  private static final String WHOLE_FILE_BYTES = String.valueOf(1L << 40);

  private RowReading() {}

  /** For whole tables. A file that is missing or corrupt is never passed over. */
  static SparkSession session(SparkSession callers) {
    SparkSession session = Sessions.rowByRow(callers);
    // Times are compared as files have them.
    session.conf().set("spark.sql.parquet.int96TimestampConversion", "false");
    session.conf().set("spark.sql.files.ignoreMissingFiles", "false");
    session.conf().set("spark.sql.files.ignoreCorruptFiles", "false");
    return session;
  }

  /**
   * For files one by one: each is one partition of a scan, no file is split, and no text is padded.
   */
  static SparkSession fileByFile(SparkSession callers) {
    SparkSession session = session(callers);
    session.conf().set("spark.sql.files.maxPartitionBytes", WHOLE_FILE_BYTES);
    session.conf().set("spark.sql.files.openCostInBytes", WHOLE_FILE_BYTES);
    session.conf().set("spark.sql.readSideCharPadding", "false");
    return session;
  }
}
