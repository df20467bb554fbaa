package dev.deltaenrich.lineage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import dev.deltaenrich.config.KeyEquality;
import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.Sessions;
import dev.deltaenrich.plan.RunRecord;
import dev.deltaenrich.sink.CuratedTable;
import dev.deltaenrich.sink.Quarantine;
import dev.deltaenrich.sink.RecordedCommit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Lists the unknown keys of a curated table: keys of rows that the lookup snapshot, recorded for
 * their file, had no row for. Reads the target and the lookup history; PostgreSQL is not asked. Not
 * thread-safe.
 */
public final class UnmatchedList {
  private final SparkSession spark;
  private final Settings settings;

  /** Reads with {@code spark}, which stays open. */
  public UnmatchedList(SparkSession spark, Settings settings) {
    this.spark = Sessions.rowByRow(spark);
    this.settings = settings;
  }

  /**
   * The unknown keys of the newest version, of each lookup of the settings.
   *
   * @param most how many keys of the most frequent to name
   * @param csv gets all keys of the one lookup
   * @throws dev.deltaenrich.failure.EnrichException TARGET_MISSING, what the store says, or USAGE
   *     where {@code csv} is for no lookup or for keys of several columns
   */
  public UnmatchedResult list(int most, Optional<LookupCsv> csv) {
    csv.ifPresent(file -> CsvForm.requireOne(settings));
    SparkSession before = SparkSession.active();
    // Delta reads with the settings of the active session.
    SparkSession.setActiveSession(spark);
    String action = "list unknown keys of " + settings.targetPath();
    try {
      return listed(action, most, csv);
    } catch (Exception e) {
      // Scala throws checked ones undeclared.
      throw FailureTranslator.translate(action, e);
    } finally {
      SparkSession.setActiveSession(before);
    }
  }

  private UnmatchedResult listed(String action, int most, Optional<LookupCsv> csv) {
    RecordedCommits commits =
        RecordedCommits.of(spark, settings.targetPath(), "list unknown keys of");
    CuratedTable curated = CuratedTable.open(spark, settings.targetPath());
    // Read once for all lookups.
    Optional<RunRecord> newest = commits.newestRun();
    Map<String, RecordedCommit> runs = commits.ofRunsThatMade(curated.files());
    UnknownKeyRows rows =
        new UnknownKeyRows(
            spark, curated, Quarantine.of(spark, settings).map(it -> it.read(true)), action);
    List<UnmatchedLookup> lookups =
        settings.lookups().stream()
            .map(one -> KnownLookup.of(one.name(), newest, settings))
            .map(one -> ofLookup(one, rows, JudgedFiles.of(spark, curated, runs, one), most, csv))
            .toList();
    return UnmatchedResult.of(curated.path().toString(), curated.version(), lookups);
  }

  private static UnmatchedLookup ofLookup(
      KnownLookup known,
      UnknownKeyRows rows,
      JudgedFiles files,
      int most,
      Optional<LookupCsv> csv) {
    LookupSettings lookup = known.settings().lookup();
    Found found =
        found(rows, files, known.ruleOfSettings().match(), most, csv.map(file -> file.of(lookup)));
    List<UnjudgedFiles> unjudged = new ArrayList<>();
    files
        .unjudged()
        .forEach(
            (reason, some) ->
                unjudged.add(new UnjudgedFiles(reason, some.size(), rows.countRows(some))));
    return new UnmatchedLookup(
        lookup.name(),
        lookup.table(),
        found.keyCount(),
        found.rowCount(),
        found.keys(),
        unjudged,
        files.ofOtherRules(known),
        found.csv().map(LookupCsv.Written::file).orElse(null),
        found.csv().map(LookupCsv.Written::keys).orElse(null),
        found.csv().map(LookupCsv.Written::leftOut).orElse(null));
  }

  private record Found(
      long keyCount, long rowCount, List<UnknownKey> keys, Optional<LookupCsv.Written> csv) {}

  private static Found found(
      UnknownKeyRows rows,
      JudgedFiles files,
      KeyEquality match,
      int most,
      Optional<LookupCsv> csv) {
    if (files.judged().isEmpty()) {
      return new Found(0, 0, List.of(), csv.map(it -> it.write(List.<String>of().iterator())));
    }
    // Kept, since it is asked up to three times: for totals, for the first keys, for all of them.
    Dataset<Row> unknown =
        rows.group(files.judged(), match).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Row totals = unknown.agg(count(lit(1)), sum(UnknownKeyRows.ROWS)).collectAsList().get(0);
      Dataset<Row> ordered =
          unknown.orderBy(col(UnknownKeyRows.ROWS).desc(), col(UnknownKeyRows.KEY).asc());
      List<UnknownKey> keys =
          ordered.limit(most).collectAsList().stream().map(UnknownKey::of).toList();
      return new Found(
          totals.getLong(0),
          totals.isNullAt(1) ? 0 : totals.getLong(1),
          keys,
          csv.map(it -> it.write(keys(ordered))));
    } finally {
      unknown.unpersist();
    }
  }

  private static Iterator<String> keys(Dataset<Row> ordered) {
    Iterator<Row> rows = ordered.select(UnknownKeyRows.KEY).toLocalIterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public String next() {
        return rows.next().getString(0);
      }
    };
  }
}
