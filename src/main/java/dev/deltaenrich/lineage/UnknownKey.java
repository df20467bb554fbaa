package dev.deltaenrich.lineage;

import dev.deltaenrich.config.CompositeKey;
import java.time.Instant;
import org.apache.spark.sql.Row;

/**
 * A key of the curated table that the lookup had no row for.
 *
 * @param key as it stands in raw; of several spellings that are compared as one the most frequent
 * @param rows curated rows that have it
 * @param spellings in how many ways it is spelled
 * @param firstSeen when raw wrote the oldest of the files that its rows are from, in UTC; null
 *     where that is not recorded
 * @param lastSeen when raw wrote the newest of them; null likewise
 */
public record UnknownKey(String key, long rows, long spellings, String firstSeen, String lastSeen) {

  static UnknownKey of(Row row) {
    return new UnknownKey(
        CompositeKey.shown(row.getAs(UnknownKeyRows.KEY)),
        row.<Long>getAs(UnknownKeyRows.ROWS),
        row.<Long>getAs(UnknownKeyRows.SPELLINGS),
        moment(row.getAs(UnknownKeyRows.FIRST)),
        moment(row.getAs(UnknownKeyRows.LAST)));
  }

  private static String moment(Long milliseconds) {
    return milliseconds == null ? null : Moments.text(Instant.ofEpochMilli(milliseconds));
  }
}
