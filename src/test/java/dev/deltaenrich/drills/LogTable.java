package dev.deltaenrich.drills;

import dev.deltaenrich.services.TestSession;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;

/**
 * A Delta table that {@link LogWriters} append to; version 0 has one row.
 *
 * @param bucket where it is
 * @param path its folder
 */
record LogTable(Bucket bucket, String path) {
  private static final Pattern ENTRY = Pattern.compile(".*/(\\d{20})\\.json");
  private static final Pattern WRITTEN_BY = Pattern.compile("\"userMetadata\":\"([^\"]*)\"");

  /** A new one. */
  static LogTable create() {
    Bucket bucket = Bucket.create();
    LogTable table = new LogTable(bucket, bucket.path("table"));
    spark()
        .range(1)
        .coalesce(1)
        .write()
        .format("delta")
        // Of a checkpoint every ten versions Delta takes longer than of the versions.
        .option("delta.checkpointInterval", 25)
        .save(table.path);
    return table;
  }

  /** What each version from 1 on says of its writer, as the objects in the store have it. */
  Map<Long, String> entries() {
    Map<Long, String> entries = new TreeMap<>();
    for (String key : bucket.keysBelow(path)) {
      Matcher entry = ENTRY.matcher(key);
      if (entry.matches() && Long.parseLong(entry.group(1)) > 0) {
        Matcher writer = WRITTEN_BY.matcher(bucket.text(key));
        entries.put(Long.parseLong(entry.group(1)), writer.find() ? writer.group(1) : "nobody");
      }
    }
    return entries;
  }

  /** How many rows were appended, as Spark reads it. */
  long appendedRows() {
    DeltaLog.clearCache();
    return spark().read().format("delta").load(path).count() - 1;
  }

  private static SparkSession spark() {
    return TestSession.get();
  }
}
