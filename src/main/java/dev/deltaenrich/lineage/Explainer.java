package dev.deltaenrich.lineage;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.Sessions;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.plan.CuratedFile;
import dev.deltaenrich.plan.RunRecord;
import dev.deltaenrich.sink.CuratedTable;
import dev.deltaenrich.sink.Quarantine;
import dev.deltaenrich.sink.QuarantinedRows;
import dev.deltaenrich.sink.RecordedCommit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * Tells what rows of the curated table came from: their file's tags, the commit that added it, and
 * the lookup snapshot. Writes nothing; PostgreSQL is not asked. Not thread-safe.
 */
public final class Explainer {
  private final SparkSession spark;
  private final Settings settings;

  /** Reads with {@code spark}, which stays open. */
  public Explainer(SparkSession spark, Settings settings) {
    this.spark = Sessions.rowByRow(spark);
    this.settings = settings;
  }

  /**
   * Explains some rows of the newest version.
   *
   * @param where Spark SQL, as after WHERE
   * @param most how many rows at most; which of more is left to Spark
   * @throws EnrichException TARGET_MISSING, USAGE when {@code where} is no condition on the table's
   *     columns, or what the store says
   */
  public ExplainResult explain(String where, int most) {
    SparkSession before = SparkSession.active();
    // Delta reads with the settings of the active session.
    SparkSession.setActiveSession(spark);
    try {
      return explained(where, most);
    } finally {
      SparkSession.setActiveSession(before);
    }
  }

  private ExplainResult explained(String where, int most) {
    String path = settings.targetPath();
    Predicate predicate = new Predicate(where);
    RecordedCommits commits = RecordedCommits.of(spark, path, "explain rows of");
    CuratedTable curated = CuratedTable.open(spark, path);
    Optional<RunRecord> newest = commits.newestRun();
    List<KnownLookup> lookups = KnownLookup.all(newest, settings);
    List<AppliedRule> rules = lookups.stream().map(KnownLookup::rule).toList();
    CuratedRows rows = new CuratedRows(spark, curated, rules);
    List<FoundRow> found = new ArrayList<>(rows.find(predicate, most + 1));
    Optional<QuarantinedRows> quarantine =
        Quarantine.of(spark, settings).map(table -> table.read(true));
    quarantine.ifPresent(
        it -> found.addAll(rows.findQuarantined(predicate, most + 1 - found.size(), it)));
    List<FoundRow> shown = found.subList(0, Math.min(most, found.size()));
    Map<String, Origin> origins = origins(files(curated, quarantine, shown), commits);
    List<LookupFacts> facts =
        lookups.stream().map(lookup -> LookupFacts.read(spark, lookup, shown, origins)).toList();
    RawFiles rawFiles = RawFiles.read(spark, predicate, shown, origins);
    List<ExplainedRow> explained =
        shown.stream()
            .map(
                row -> {
                  Origin origin = origins.get(row.file());
                  return ExplainedRow.of(
                      row,
                      origin,
                      rawFiles.of(row, origin),
                      facts.stream().map(lookup -> lookup.of(row)).toList(),
                      Freshness.of(origin.tags(), newest));
                })
            .toList();
    return new ExplainResult(
        curated.path().toString(),
        curated.version(),
        where,
        newest.map(RunRecord::run).orElse(null),
        newest.map(it -> it.raw().version()).orElse(null),
        newest.map(it -> it.lookup().snapshot()).orElse(null),
        explained,
        found.size() > most);
  }

  /** The files that {@code rows} are in, or would be but for the quarantine, by URI. */
  private static Map<String, CuratedFile> files(
      CuratedTable curated, Optional<QuarantinedRows> quarantine, List<FoundRow> rows) {
    Set<String> wanted = rows.stream().map(FoundRow::file).collect(Collectors.toSet());
    Map<String, CuratedFile> files = new HashMap<>();
    for (CuratedFile file : curated.files()) {
      Stream.concat(Stream.of(curated), quarantine.map(QuarantinedRows::table).stream())
          .map(table -> table.resolve(file).toUri().toString())
          .filter(wanted::contains)
          .forEach(uri -> files.put(uri, file));
    }
    return files;
  }

  private static Map<String, Origin> origins(
      Map<String, CuratedFile> files, RecordedCommits commits) {
    Map<String, RecordedCommit> adding = commits.adding(files.values());
    Map<String, Origin> origins = new HashMap<>();
    files.forEach(
        (uri, file) ->
            origins.put(uri, new Origin(file, Optional.ofNullable(adding.get(file.path())))));
    return origins;
  }
}
