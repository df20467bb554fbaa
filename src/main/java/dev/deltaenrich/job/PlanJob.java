package dev.deltaenrich.job;

import dev.deltaenrich.config.Mode;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.Storage;
import dev.deltaenrich.enrich.JoinedLookup;
import dev.deltaenrich.plan.CuratedFile;
import dev.deltaenrich.plan.Plan;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.RemovedFile;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.sink.CuratedTable;
import dev.deltaenrich.sink.Quarantine;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Says what a run would do; writes nothing. */
public final class PlanJob {
  private PlanJob() {}

  /** How much a plan tells. */
  public enum Detail {
    /** Figures. */
    COUNTS,
    /** Figures, and every file that would change. */
    FILES
  }

  /**
   * Reads both sides and plans.
   *
   * @throws dev.deltaenrich.failure.EnrichException what would stop a run before it makes a file
   */
  public static PlanResult run(
      SparkSession spark, Settings settings, EnrichOptions options, Detail detail) {
    LookupHistories histories = new LookupHistories(spark, settings, options);
    Planning planning = new Planning(spark, settings, histories, RunId.next());
    return RunInputs.read(
            spark, settings, options, histories, lookup -> (columns, rows) -> {}, new Phases())
        .map(inputs -> result(inputs, planning.plan(inputs), settings, detail))
        .orElseGet(() -> PlanResult.switchedOff(settings));
  }

  /**
   * Looks at the target as a run does before it plans, a run without {@code --overwrite}.
   *
   * @return whether there is a table already
   * @throws dev.deltaenrich.failure.EnrichException TARGET_IS_RAW, TARGET_FOREIGN, SCHEMA_CHANGED
   *     when a lookup was taken from the settings, or what the store says
   */
  public static boolean requireTarget(SparkSession spark, Settings settings) {
    RunInputs.requireApart(new Storage(spark), settings);
    CuratedTable curated = CuratedTable.open(spark, settings.targetPath());
    curated.requireOurs();
    new LookupHistories(spark, settings, EnrichOptions.DEFAULT).requireOurs();
    if (settings.run().mode() != Mode.FULL
        && curated.files().stream().anyMatch(file -> file.tags().isPresent())) {
      TableRecord.of(curated).requireNoLookupTaken(settings.lookups(), curated.path().toString());
    }
    Quarantine.of(spark, settings).ifPresent(table -> table.read(false));
    return curated.exists();
  }

  private static PlanResult result(
      RunInputs inputs, RunPlan runPlan, Settings settings, Detail detail) {
    int maxBatch = inputs.controls().maxBatchSize();
    Plan plan = runPlan.files();
    JoinedLookup first = inputs.lookups().get(0);
    return new PlanResult(
        runPlan.nothingToDo() ? "nothing to do" : "would commit",
        new TableVersion(inputs.raw().path().toString(), inputs.raw().version()),
        new TableVersion(inputs.curated().path().toString(), inputs.curated().version()),
        first.lookup().table(),
        LookupFigures.of(inputs),
        first.lookup().bytes(),
        first.settings().maxBroadcastBytes(),
        first.join().word(),
        first.join().reason(),
        first.settings().isNamed()
            ? inputs.lookups().stream().map(PlanResult.LookupPlan::of).toList()
            : List.of(),
        PlanResult.Changes.of(plan, Production.copied(plan.add(), settings)),
        runPlan.nothingToDo() ? 0 : runPlan.batches().size(),
        maxBatch == Integer.MAX_VALUE ? null : maxBatch,
        detail == Detail.FILES ? files(plan) : null);
  }

  private static List<PlanResult.FileChange> files(Plan plan) {
    List<PlanResult.FileChange> files = new ArrayList<>();
    for (PlannedFile file : plan.add()) {
      for (SourceFile source : file.sources()) {
        files.add(new PlanResult.FileChange("add", source.place(), source.bytes(), file.reason()));
      }
    }
    for (RemovedFile removed : plan.remove()) {
      CuratedFile file = removed.file();
      files.add(new PlanResult.FileChange("remove", file.path(), file.bytes(), removed.reason()));
    }
    return files;
  }
}
