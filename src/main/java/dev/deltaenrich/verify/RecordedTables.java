package dev.deltaenrich.verify;

import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.HadoopSettings;
import dev.deltaenrich.engine.Storage;
import dev.deltaenrich.engine.StoreProbe;
import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.log.LogFolder;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.plan.RunRecord;
import io.delta.tables.DeltaTable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Reads what a run recorded, each table at the recorded version and in one way: plain Spark. */
final class RecordedTables {
  /** The version may well be there; SETTINGS is a name that Java cannot spell here. */
  private static final Set<ErrorCode> TOLD_AS_IT_IS =
      EnumSet.of(
          ErrorCode.STORE_UNREACHABLE,
          ErrorCode.STORE_DENIED,
          ErrorCode.BUCKET_MISSING,
          ErrorCode.FEATURE_UNSUPPORTED,
          ErrorCode.SETTINGS);

  /** What this program's own reader refuses, too: its sentence says more than Delta's. */
  private static final Set<ErrorCode> NOT_SERVED =
      EnumSet.of(ErrorCode.FEATURE_UNSUPPORTED, ErrorCode.COLUMN_UNSUPPORTED);

  private final SparkSession spark;
  private final RecordedRun recorded;

  RecordedTables(SparkSession spark, RecordedRun recorded) {
    this.spark = spark;
    this.recorded = recorded;
  }

  ScannedTable curated() {
    String path = recorded.targetPath();
    return ScannedTable.of(
        spark,
        path,
        Side.CURATED,
        path,
        TableListing.ofDelta(spark, path, recorded.targetVersion()));
  }

  /**
   * The rows without a match that the curated table does not hold; empty where it holds all.
   *
   * @throws EnrichException TARGET_MISSING when their table is gone
   */
  Optional<ScannedTable> quarantine() {
    RunRecord.Quarantine quarantine = recorded.run().quarantine();
    if (quarantine == null) {
      return Optional.empty();
    }
    Set<String> paths = quarantined();
    if (paths.isEmpty()) {
      return Optional.empty();
    }
    String path = quarantine.path();
    if (!isThere(spark, path)) {
      throw new EnrichException(
          ErrorCode.TARGET_MISSING,
          "Cannot verify %s: the quarantine %s, which has rows of raw, is gone; run enrich again, which makes it anew"
              .formatted(recorded.targetPath(), path));
    }
    long version = dev.deltaenrich.engine.table.DeltaTable.open(spark, path).version();
    return Optional.of(
        ScannedTable.of(
            spark,
            path,
            Side.QUARANTINE,
            path,
            TableListing.ofDelta(spark, path, version).only(paths)));
  }

  /** Paths of the curated files some of whose rows are in the quarantine; theirs are the same. */
  private Set<String> quarantined() {
    return dev.deltaenrich.engine.table.DeltaTable.open(spark, recorded.targetPath())
        .files()
        .stream()
        .filter(
            file -> file.tags().flatMap(FileTags::fromMap).filter(FileTags::lacksRows).isPresent())
        .map(AddFile::path)
        .collect(Collectors.toSet());
  }

  /**
   * The raw table as it was.
   *
   * @throws EnrichException RAW_MISSING or HISTORY_GONE
   */
  ScannedTable raw() {
    RunRecord run = recorded.run();
    if (!isThere(spark, run.raw().path())) {
      throw new EnrichException(
          ErrorCode.RAW_MISSING,
          ("Cannot verify %s: it was made of %s version %d, where there is no Delta table any more;"
                  + " put it back, or run enrich on the table that there is now")
              .formatted(recorded.targetPath(), run.raw().path(), run.raw().version()));
    }
    ScannedTable deltas;
    try {
      deltas = scanned(run, TableListing.ofDelta(spark, run.raw().path(), run.raw().version()));
    } catch (Exception e) {
      // Delta's exceptions are checked ones that Scala throws undeclared.
      return rawPastDelta(run, e);
    }
    if (!deltas.hasOddNames()) {
      return deltas;
    }
    try {
      ScannedTable ours = rawPastDelta(run, "Delta looks for its files in other places");
      return deltas.spellsItsFilesOtherThan(ours) ? ours : deltas;
    } catch (EnrichException e) {
      return deltas;
    }
  }

  /**
   * Without Delta's reader of logs, which refuses features of newer writers, and does not read logs
   * with spaces in paths, texts for sizes or s3:// paths.
   */
  private ScannedTable rawPastDelta(RunRecord run, Exception deltas) {
    try {
      return rawPastDelta(run, "Delta does not read its log: " + rootLine(deltas));
    } catch (EnrichException ours) {
      throw NOT_SERVED.contains(ours.code()) ? ours : rawGone(deltas);
    }
  }

  private ScannedTable rawPastDelta(RunRecord run, String why) {
    return scanned(run, TableListing.ofOurs(spark, run.raw().path(), run.raw().version(), why));
  }

  private ScannedTable scanned(RunRecord run, TableListing listing) {
    return ScannedTable.of(spark, recorded.targetPath(), Side.RAW, run.raw().path(), listing);
  }

  /**
   * The rows of the recorded lookup snapshot: {@code key} and {@code values}.
   *
   * @throws EnrichException HISTORY_GONE
   */
  Dataset<Row> lookup() {
    RunRecord run = recorded.run();
    if (!isThere(spark, run.lookup().history())) {
      throw lookupGone("there is no Delta table at " + run.lookup().history(), null);
    }
    // Long values do not fit into memory in batches.
    Dataset<Row> history =
        RowReading.session(spark).read().format("delta").load(run.lookup().history());
    Dataset<Row> own = rows(history, run.lookup().snapshot());
    Dataset<Row> keyed = own.where(own.col("key").isNotNull());
    return lookupScan(() -> own.where(own.col("key").isNull()).collectAsList()).stream()
        .findFirst()
        .map(row -> row.<String, String>getJavaMap(1).get("base"))
        .map(base -> unlessIn(keyed, rows(history, base)).union(keyed))
        .orElse(keyed);
  }

  private static Dataset<Row> rows(Dataset<Row> history, String snapshot) {
    return history.where(functions.col("snapshot").equalTo(snapshot)).select("key", "values");
  }

  /** Of a snapshot that differs from its base in some rows alone, the base has the others. */
  private static Dataset<Row> unlessIn(Dataset<Row> keyed, Dataset<Row> base) {
    return base.join(
        keyed.select(functions.col("key").as("own")),
        functions.col("key").equalTo(functions.col("own")),
        "left_anti");
  }

  /**
   * The size of the lookup snapshot.
   *
   * @param key the key as it is compared; each must stand there once
   * @param bytes of one row
   * @throws EnrichException HISTORY_GONE when there are no rows; LOOKUP_DUPLICATES when a key
   *     stands there twice
   */
  LookupSize lookupSize(Dataset<Row> lookup, Column key, Column bytes) {
    Row counts =
        lookupScan(
            () ->
                lookup
                    .agg(
                        functions.count("*"),
                        functions.count(key),
                        functions.countDistinct(key),
                        TableFigures.orZero(functions.sum(bytes)))
                    .first());
    String history = recorded.run().lookup().history();
    String snapshot = recorded.run().lookup().snapshot();
    if (counts.getLong(0) == 0 && recorded.run().lookup().rows() > 0) {
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
    return new LookupSize(counts.getLong(0), counts.getLong(3));
  }

  /**
   * Whether there is a Delta table. The store is asked first: Delta takes a store that does not
   * answer for one that has no table.
   *
   * @throws EnrichException what the store says
   */
  static boolean isThere(SparkSession spark, String path) {
    Path table = new Storage(spark).qualify(path);
    new StoreProbe(spark).requireAnswer(table);
    if (isThereToUs(spark, table)) {
      return true;
    }
    try {
      return DeltaTable.isDeltaTable(spark, path);
    } catch (Exception e) {
      throw asRuntime(e);
    }
  }

  /**
   * A listing is enough. Delta plans a query, does not see a checkpoint of a newer kind, and misses
   * the commits before such a checkpoint.
   */
  private static boolean isThereToUs(SparkSession spark, Path table) {
    try {
      return LogFolder.of(spark, table, HadoopSettings.of(spark)).listed().isPresent();
    } catch (EnrichException | IOException e) {
      return false;
    }
  }

  /** Runs a scan of the lookup, telling files that were vacuumed from other failures. */
  private <T> T lookupScan(Supplier<T> scan) {
    try {
      return scan.get();
    } catch (Exception e) {
      throw isFileMissing(e)
          ? lookupGone("data files of %s are gone".formatted(recorded.run().lookup().history()), e)
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

  private EnrichException rawGone(Throwable cause) {
    EnrichException told = FailureTranslator.translate("verify " + recorded.targetPath(), cause);
    if (TOLD_AS_IT_IS.contains(told.code())) {
      return told;
    }
    RunRecord run = recorded.run();
    return new EnrichException(
        ErrorCode.HISTORY_GONE,
        ("Cannot verify %s: it was made of version %d of %s, which can no longer be read (%s); run"
                + " enrich again, and vacuum raw tables later")
            .formatted(
                recorded.targetPath(), run.raw().version(), run.raw().path(), rootLine(cause)),
        cause);
  }

  private EnrichException lookupGone(String what, Throwable cause) {
    RunRecord run = recorded.run();
    return new EnrichException(
        ErrorCode.HISTORY_GONE,
        ("Cannot verify %s: it was made with lookup snapshot %s of %s, and %s; run enrich again, and"
                + " keep the history")
            .formatted(recorded.targetPath(), run.lookup().snapshot(), run.lookup().table(), what),
        cause);
  }

  private static boolean isFileMissing(Throwable failure) {
    return ExceptionUtils.getThrowableList(failure).stream()
        .anyMatch(
            cause ->
                cause instanceof FileNotFoundException
                    || String.valueOf(cause.getMessage()).contains("FileNotFoundException"));
  }

  static RuntimeException asRuntime(Exception failure) {
    return failure instanceof RuntimeException runtime
        ? runtime
        : new IllegalStateException(failure);
  }

  private static String rootLine(Throwable failure) {
    List<Throwable> causes = ExceptionUtils.getThrowableList(failure);
    String message = causes.get(causes.size() - 1).getMessage();
    return String.valueOf(message).lines().findFirst().orElse("").strip();
  }
}
