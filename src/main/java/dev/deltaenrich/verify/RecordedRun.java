package dev.deltaenrich.verify;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.RunRecord;
import io.delta.tables.DeltaTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What the curated table's log says of the run that made it last. A complete run looks at every
 * file, so that its raw version and lookup snapshot are those of the whole table, of files that it
 * kept as of files that it made.
 *
 * @param targetPath the curated table
 * @param targetVersion its current version, which may be later than the run's commit
 * @param run the latest record of ours
 */
record RecordedRun(String targetPath, long targetVersion, RunRecord run) {

  /**
   * Reads the log.
   *
   * @throws EnrichException TARGET_MISSING, TARGET_FOREIGN, RUN_INCOMPLETE, or what the store says
   */
  static RecordedRun latest(SparkSession spark, String targetPath) {
    if (!RecordedTables.isThere(spark, targetPath)) {
      throw new EnrichException(
          ErrorCode.TARGET_MISSING,
          "Cannot verify %s: there is no Delta table; run enrich first, or correct target.path"
              .formatted(targetPath));
    }
    List<Row> commits =
        DeltaTable.forPath(spark, targetPath)
            .history()
            .select("version", "userMetadata")
            .collectAsList();
    long current = commits.stream().mapToLong(row -> row.getLong(0)).max().orElseThrow();
    RunRecord run =
        commits.stream()
            .sorted((a, b) -> Long.compare(b.getLong(0), a.getLong(0)))
            .map(row -> RunRecord.fromJson(row.getString(1)))
            .flatMap(Optional::stream)
            .findFirst()
            .orElseThrow(() -> foreign(targetPath, commits.size()));
    if (!run.complete()) {
      throw new EnrichException(
          ErrorCode.RUN_INCOMPLETE,
          "Cannot verify %s: its newest commit by delta-enrich is one of several of run %s, which did not make the others; run enrich again, which goes on from there"
              .formatted(targetPath, run.run()));
    }
    return new RecordedRun(targetPath, current, run);
  }

  /** The same run as if it had one lookup alone, for each of its lookups by name. */
  Map<String, RecordedRun> eachLookup() {
    Map<String, RecordedRun> each = new LinkedHashMap<>();
    run.eachLookup()
        .forEach((name, one) -> each.put(name, new RecordedRun(targetPath, targetVersion, one)));
    return each;
  }

  private static EnrichException foreign(String targetPath, int commits) {
    return new EnrichException(
        ErrorCode.TARGET_FOREIGN,
        ("Cannot verify %s: none of the %d commits in its log is delta-enrich's; name a target that"
                + " enrich has made")
            .formatted(targetPath, commits));
  }
}
