package dev.deltaenrich.engine.log;

import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** What the files of a log are called (Delta PROTOCOL, "Delta Log Entries"). */
public final class LogNames {
  /** Twenty digits, of which a version needs no more than nineteen. */
  static final String VERSION = "0\\d{19}";

  private static final int VERSION_LENGTH = 20;
  private static final Pattern ENTRY = Pattern.compile(VERSION + "\\.json");

  private LogNames() {}

  /**
   * The entry of a version.
   *
   * @param log the log's folder
   */
  public static Path entry(Path log, long version) {
    return file(log, version, "json");
  }

  /** The checkpoint of a version, in one part. */
  static Path checkpoint(Path log, long version) {
    return file(log, version, "checkpoint.parquet");
  }

  /** A name that sorts before all files of a version, and after those of older versions. */
  static Path before(Path log, long version) {
    return file(log, version, "");
  }

  private static Path file(Path log, long version, String kind) {
    return new Path(log, String.format(Locale.ROOT, "%020d.%s", version, kind));
  }

  static boolean isEntry(FileStatus file) {
    return ENTRY.matcher(file.getPath().getName()).matches();
  }

  /** The version of an entry or a checkpoint. */
  static long version(FileStatus file) {
    return Long.parseLong(file.getPath().getName().substring(0, VERSION_LENGTH));
  }
}
