package dev.deltaenrich.verify;

import dev.deltaenrich.engine.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.RunRecord;
import java.io.FileNotFoundException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Reads what a run recorded, each table at the recorded version and in one way: plain Spark. */
final class RecordedTables {
  private final SparkSession spark;
  private final RecordedRun recorded;

  RecordedTables(SparkSession spark, RecordedRun recorded) {
    this.spark = spark;
    this.recorded = recorded;
  }

  Dataset<Row> curated() {
    return load(recorded.targetPath(), recorded.targetVersion());
  }

  /**
   * The raw table as it was.
   *
   * @throws EnrichException RAW_MISSING or HISTORY_GONE
   */
  Dataset<Row> raw() {
    RunRecord run = recorded.run();
    if (!isDelta(run.rawPath())) {
      throw new EnrichException(
          ErrorCode.RAW_MISSING,
          ("Cannot verify %s: it was made of %s version %d, where there is no Delta table any more;"
                  + " put it back, or run enrich on the table that there is now")
              .formatted(recorded.targetPath(), run.rawPath(), run.rawVersion()));
    }
    Dataset<Row> deltas;
    Set<String> files;
    try {
      deltas = load(run.rawPath(), run.rawVersion());
      files = Set.copyOf(List.of(deltas.inputFiles()));
    } catch (Exception e) {
      // Delta's exceptions are checked ones that Scala throws undeclared.
      return rawPastDelta(run).orElseThrow(() -> rawGone(e));
    }
    // As many files of other names are the same files, where Delta does not understand their names.
    return rawPastDelta(run)
        .filter(ours -> ours.inputFiles().length == files.size())
        .filter(ours -> !files.containsAll(List.of(ours.inputFiles())))
        .orElse(deltas);
  }

  /**
   * By our reader of logs: to Delta's, those of other writers, with spaces in paths, texts for
   * sizes or s3:// paths, are none or name files that it does not find.
   */
  private Optional<Dataset<Row>> rawPastDelta(RunRecord run) {
    try {
      return Optional.of(DeltaTable.rowsAt(spark, run.rawPath(), run.rawVersion()));
    } catch (EnrichException e) {
      return Optional.empty();
    }
  }

  /**
   * The rows of the recorded lookup snapshot: {@code key} and {@code values}.
   *
   * @throws EnrichException HISTORY_GONE
   */
  Dataset<Row> lookup() {
    RunRecord run = recorded.run();
    if (!isDelta(run.lookupHistory())) {
      throw lookupGone("there is no Delta table at " + run.lookupHistory(), null);
    }
    return spark
        .read()
        .format("delta")
        .load(run.lookupHistory())
        .where(functions.col("snapshot").equalTo(run.lookupSnapshot()))
        .select("key", "values");
  }

  /**
   * The number of rows of the lookup snapshot.
   *
   * @param key the key as it is compared; each must stand there once
   * @throws EnrichException HISTORY_GONE when there are none, LOOKUP_DUPLICATES
   */
  long lookupRows(Dataset<Row> lookup, Column key) {
    Row counts =
        lookupScan(
            () ->
                lookup
                    .agg(functions.count("*"), functions.count(key), functions.countDistinct(key))
                    .first());
    String history = recorded.run().lookupHistory();
    String snapshot = recorded.run().lookupSnapshot();
    if (counts.getLong(0) == 0 && recorded.run().lookupRows() > 0) {
      throw lookupGone("%s has no rows of that snapshot".formatted(history), null);
    }
    if (counts.getLong(1) != counts.getLong(2)) {
      throw new EnrichException(
          ErrorCode.LOOKUP_DUPLICATES,
          ("Cannot verify %s: snapshot %s in %s has %d rows but only %d different keys; find out who"
                  + " wrote to it, and run enrich again")
              .formatted(
                  recorded.targetPath(), snapshot, history, counts.getLong(1), counts.getLong(2)));
    }
    return counts.getLong(0);
  }

  /** Runs a scan of the lookup, telling files that were vacuumed from other failures. */
  private <T> T lookupScan(Supplier<T> scan) {
    try {
      return scan.get();
    } catch (Exception e) {
      throw isFileMissing(e)
          ? lookupGone("data files of %s are gone".formatted(recorded.run().lookupHistory()), e)
          : asRuntime(e);
    }
  }

  /** Runs a scan of raw, telling files that were vacuumed from other failures. */
  <T> T rawScan(Supplier<T> scan) {
    try {
      return scan.get();
    } catch (Exception e) {
      throw isFileMissing(e) ? rawGone(e) : asRuntime(e);
    }
  }

  private boolean isDelta(String path) {
    return io.delta.tables.DeltaTable.isDeltaTable(spark, path);
  }

  private Dataset<Row> load(String path, long version) {
    return spark.read().format("delta").option("versionAsOf", version).load(path);
  }

  private EnrichException rawGone(Throwable cause) {
    RunRecord run = recorded.run();
    return new EnrichException(
        ErrorCode.HISTORY_GONE,
        ("Cannot verify %s: it was made of version %d of %s, which can no longer be read (%s); run"
                + " enrich again, and vacuum raw tables later")
            .formatted(
                recorded.targetPath(), run.rawVersion(), run.rawPath(), firstLine(root(cause))),
        cause);
  }

  private EnrichException lookupGone(String what, Throwable cause) {
    RunRecord run = recorded.run();
    return new EnrichException(
        ErrorCode.HISTORY_GONE,
        ("Cannot verify %s: it was made with lookup snapshot %s of %s, and %s; run enrich again, and"
                + " keep the history")
            .formatted(recorded.targetPath(), run.lookupSnapshot(), run.lookupTable(), what),
        cause);
  }

  private static boolean isFileMissing(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof FileNotFoundException
          || String.valueOf(t.getMessage()).contains("FileNotFoundException")) {
        return true;
      }
    }
    return false;
  }

  private static RuntimeException asRuntime(Exception failure) {
    return failure instanceof RuntimeException runtime
        ? runtime
        : new IllegalStateException(failure);
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("").strip();
  }
}
