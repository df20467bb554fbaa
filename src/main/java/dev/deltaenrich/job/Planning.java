package dev.deltaenrich.job;

import dev.deltaenrich.config.Mode;
import dev.deltaenrich.config.ProducerChoice;
import dev.deltaenrich.config.RunSettings;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.enrich.EmptySources;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.Baseline;
import dev.deltaenrich.plan.Batch;
import dev.deltaenrich.plan.Batches;
import dev.deltaenrich.plan.BinPolicy;
import dev.deltaenrich.plan.CuratedFile;
import dev.deltaenrich.plan.Difference;
import dev.deltaenrich.plan.Goal;
import dev.deltaenrich.plan.Goal.Scope;
import dev.deltaenrich.plan.Plan;
import dev.deltaenrich.plan.Planner;
import dev.deltaenrich.plan.Verdicts;
import dev.deltaenrich.sink.CuratedTable;
import dev.deltaenrich.source.RawTable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans from what is known of both sides, and looks into curated files where a changed lookup makes
 * that necessary. Writes nothing. One object serves one run, which may plan several times.
 */
final class Planning {
  private static final Logger LOG = LoggerFactory.getLogger(Planning.class);

  private final SparkSession spark;
  private final Settings settings;
  private final String run;
  private final ChangedLookups checks;
  private final EmptySources emptySources;

  Planning(SparkSession spark, Settings settings, LookupHistories histories, String run) {
    this.spark = spark;
    this.settings = settings;
    this.run = run;
    this.checks = new ChangedLookups(spark, histories, settings);
    this.emptySources = new EmptySources(spark);
  }

  /**
   * Plans.
   *
   * @throws dev.deltaenrich.failure.EnrichException SCHEMA_CHANGED, ROW_COUNT when a raw file that
   *     the log calls empty is not, or what the store says
   */
  RunPlan plan(RunInputs inputs) {
    CuratedTable curated = inputs.curated();
    TableRecord record = TableRecord.of(curated);
    requireQuarantine(inputs, record);
    CuratedSchema schema = CuratedSchema.of(inputs.raw(), inputs.lookups());
    SchemaStep step = step(inputs, schema, record);
    Scope scope =
        settings.run().mode() == Mode.FULL || step == SchemaStep.REPLACES
            ? Scope.WHOLE_TABLE
            : Scope.DIFFERENCE;
    int mostSources = inputs.controls().maxBatchSize();
    Goal goal =
        new Goal(
            inputs.raw().files(),
            inputs.snapshots(),
            inputs.rules(),
            run,
            scope,
            bins(mostSources));
    Difference difference =
        Planner.difference(
            goal,
            EarlierSources.named(curated.files(), inputs.raw(), record.complete()),
            baseline(record, inputs.snapshots()));
    Verdicts verdicts = checks.verdicts(difference.doubtful(), inputs);
    if (step == SchemaStep.GROWS) {
      verdicts =
          verdicts.lacking(
              GainedColumns.lackedBy(difference.held(), curated.schema(), inputs.raw(), spark));
    }
    Plan plan = difference.plan(verdicts.lackingRows(lackingRows(difference.held(), inputs)));
    emptySources.require(plan.empty());
    LOG.info(
        "{}: version {}, {} files; target version {}: {} files to add {}, {} to keep, {} to remove {}",
        inputs.raw().path(),
        inputs.raw().version(),
        inputs.raw().files().size(),
        curated.version(),
        plan.add().size(),
        plan.addReasons(),
        plan.keep().size(),
        plan.remove().size(),
        plan.removeReasons());
    return new RunPlan(
        plan, batches(plan, step, mostSources, inputs, record), schema, step, !curated.exists());
  }

  private SchemaStep step(RunInputs inputs, CuratedSchema schema, TableRecord record) {
    CuratedTable curated = inputs.curated();
    boolean fits = CuratedSchema.areAlike(curated.schema(), schema.all());
    if (!curated.exists()) {
      return SchemaStep.NONE;
    }
    if (curated.files().stream().allMatch(file -> file.tags().isEmpty())) {
      // Nothing is kept of it, so that any columns go.
      return fits ? SchemaStep.NONE : SchemaStep.REPLACES;
    }
    if (settings.run().mode() == Mode.FULL) {
      return fits && curated.partitionColumns().equals(schema.partitions())
          ? SchemaStep.NONE
          : SchemaStep.REPLACES;
    }
    record.requireNoLookupTaken(settings.lookups(), curated.path().toString());
    return SchemaStep.of(
        curated.schema(),
        curated.partitionColumns(),
        record.addedColumns(settings.rules()),
        schema,
        inputs.raw().path().toString(),
        record.edited());
  }

  /** Rows that came back would else stay in the quarantine too. */
  private static void requireQuarantine(RunInputs inputs, TableRecord record) {
    long rows = inputs.curated().files().stream().mapToLong(CuratedFile::quarantinedRows).sum();
    if (rows > 0 && inputs.quarantine().isEmpty()) {
      throw new EnrichException(
          ErrorCode.SETTINGS,
          "Cannot enrich %s without its quarantine: %,d rows of raw are in %s; set quarantine.path, which a run may do without when no row is there any more"
              .formatted(
                  inputs.curated().path(), rows, record.quarantinePath().orElse("a quarantine")));
    }
  }

  private static Set<String> lackingRows(List<CuratedFile> held, RunInputs inputs) {
    return held.stream()
        .filter(file -> !inputs.quarantine().map(it -> it.completes(file)).orElse(true))
        .map(CuratedFile::path)
        .collect(Collectors.toSet());
  }

  private BinPolicy bins(int mostSources) {
    RunSettings files = settings.run();
    return files.producer() == ProducerChoice.SPLICE
        ? BinPolicy.NONE
        : new BinPolicy(files.smallFileBytes(), files.binBytes(), mostSources);
  }

  /** A snapshot that is not kept any more tells nothing; the tags of each file may still do. */
  private Baseline baseline(TableRecord record, String snapshots) {
    Baseline baseline = record.baseline();
    boolean useful =
        baseline.snapshot().filter(it -> it.equals(snapshots) || checks.areKept(it)).isPresent();
    return useful ? baseline : baseline.withoutSnapshot();
  }

  private List<Batch> batches(
      Plan plan, SchemaStep step, int mostSources, RunInputs inputs, TableRecord record) {
    // With the new columns in the schema, readers must not see files that lack them.
    if (step == SchemaStep.REPLACES || (step == SchemaStep.GROWS && gained(inputs))) {
      return Batches.of(plan, Integer.MAX_VALUE, List.of());
    }
    if (plan.sourceCount() <= mostSources) {
      return Batches.of(plan, mostSources, List.of());
    }
    return Batches.of(plan, mostSources, replaced(plan, inputs.raw(), record));
  }

  private static boolean gained(RunInputs inputs) {
    return !inputs
        .raw()
        .storedColumns(inputs.curated().schema())
        .equals(inputs.raw().storedColumns());
  }

  /**
   * Which raw files stand in for one another; where the raw log does not tell, all that came may
   * stand in for all that went.
   */
  private static List<Set<String>> replaced(Plan plan, RawTable raw, TableRecord record) {
    if (plan.remove().isEmpty()) {
      return List.of();
    }
    Optional<List<Set<String>>> told =
        record
            .complete()
            .filter(run -> run.raw().path().equals(raw.path().toString()))
            .filter(run -> run.raw().id() == null || run.raw().id().equals(raw.id()))
            .filter(run -> run.raw().version() <= raw.version())
            .flatMap(run -> raw.replacedSince(run.raw().version()));
    return told.orElseGet(() -> List.of(Batches.allThatChanged(plan)));
  }
}
