package dev.deltaenrich.lineage;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.sink.LookupHistory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a lookup snapshot said for some keys.
 *
 * @param keptSince when the snapshot was first kept; empty when it is not kept any more
 * @param rows looked-up columns by key, the key as it is compared
 */
record SnapshotRows(Optional<String> keptSince, Map<String, Map<String, String>> rows) {
  /** Reads the history. */
  static SnapshotRows read(
      SparkSession spark, String history, String snapshot, Set<String> keys, KeyMatch match) {
    LookupHistory lookups = new LookupHistory(spark, history);
    Optional<String> keptSince = lookups.keptSince(snapshot);
    Map<String, Map<String, String>> rows = new HashMap<>();
    if (keptSince.isPresent()) {
      for (Row row : matching(lookups.read(snapshot), normalised(keys, match), match)) {
        rows.put(match.normalise(row.getString(0)), row.getJavaMap(1));
      }
    }
    return new SnapshotRows(keptSince, rows);
  }

  private static HashSet<String> normalised(Set<String> keys, KeyMatch match) {
    HashSet<String> normalised = new HashSet<>();
    keys.forEach(key -> normalised.add(match.normalise(key)));
    return normalised;
  }

  /** Compares by the same code as the keys were made by, whatever the key's alphabet. */
  private static List<Row> matching(Dataset<Row> snapshot, HashSet<String> keys, KeyMatch match) {
    FilterFunction<Row> wanted =
        row -> !row.isNullAt(0) && keys.contains(match.normalise(row.getString(0)));
    return snapshot.filter(wanted).collectAsList();
  }
}
