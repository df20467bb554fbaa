package dev.deltaenrich.lineage;

import dev.deltaenrich.config.KeyEquality;
import dev.deltaenrich.config.Period;
import dev.deltaenrich.sink.LookupHistory;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a lookup snapshot said for some keys.
 *
 * @param keptSince when the snapshot was first kept; empty when it is not kept any more
 * @param rows its rows by key, the key as it is compared
 */
record SnapshotRows(Optional<String> keptSince, Map<String, List<DatedRow>> rows) {
  /**
   * A row of the lookup.
   *
   * @param period when it is valid; of rows that are valid until the next one, without an end
   * @param values the looked-up columns
   */
  record DatedRow(Period period, Map<String, String> values) {}

  /**
   * The row that is valid at a time, with its period up to the next row.
   *
   * @param rows those of one key
   * @param time in microseconds since 1970; null where a key has one row, which always is
   */
  static Optional<DatedRow> validAt(List<DatedRow> rows, Long time) {
    return rows.stream()
        .filter(row -> time == null || row.period().has(time))
        .max(Comparator.comparingLong(row -> row.period().from()))
        .map(row -> new DatedRow(untilNext(row.period(), rows), row.values()));
  }

  private static Period untilNext(Period period, List<DatedRow> rows) {
    return rows.stream()
        .map(row -> row.period().from())
        .filter(from -> from > period.from() && from < period.to())
        .min(Comparator.naturalOrder())
        .map(next -> new Period(period.from(), next))
        .orElse(period);
  }

  /**
   * The keys that are asked for.
   *
   * @param match how they are compared: by the code of the run, so that letters of every alphabet
   *     are alike
   * @param dated whether a snapshot's keys have periods after them
   * @param keys as rows have them
   */
  record Asked(KeyEquality match, boolean dated, Set<String> keys) implements Serializable {
    /** Reads the history. */
    SnapshotRows read(SparkSession spark, String history, String snapshot) {
      LookupHistory lookups = new LookupHistory(spark, history);
      Optional<String> keptSince = lookups.keptSince(snapshot);
      Map<String, List<DatedRow>> rows = new HashMap<>();
      if (keptSince.isPresent()) {
        Set<String> wanted = keys.stream().map(match::normalise).collect(Collectors.toSet());
        FilterFunction<Row> isWanted =
            row -> !row.isNullAt(0) && wanted.contains(key(row.getString(0)));
        for (Row row : lookups.read(snapshot).filter(isWanted).collectAsList()) {
          Period period = dated ? Period.of(row.getString(0)) : Period.ALWAYS;
          rows.computeIfAbsent(key(row.getString(0)), any -> new ArrayList<>())
              .add(new DatedRow(period, row.getJavaMap(1)));
        }
      }
      return new SnapshotRows(keptSince, rows);
    }

    private String key(String kept) {
      return match.normalise(dated ? Period.keyOf(kept) : kept);
    }
  }
}
