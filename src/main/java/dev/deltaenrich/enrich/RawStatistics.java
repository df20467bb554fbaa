package dev.deltaenrich.enrich;

import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.source.RawTable;
import dev.deltaenrich.splice.MappedColumn;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What raw's log has of its files' statistics, by the names that its schema shows. */
final class RawStatistics {
  private RawStatistics() {}

  /**
   * Reads the log again.
   *
   * @return by {@link SourceFile#path}; files without statistics are missing
   * @throws dev.deltaenrich.failure.EnrichException LOG_BROKEN, or what the store says
   */
  static Map<String, String> of(RawTable raw, Collection<SourceFile> files) {
    Map<String, String> statistics = raw.statistics(files);
    List<MappedColumn> mapped = raw.mappedColumns();
    if (mapped == null) {
      return statistics;
    }
    Map<String, String> renamed = new HashMap<>();
    statistics.forEach((file, text) -> renamed.put(file, MappedStatistics.of(text, mapped)));
    return renamed;
  }
}
