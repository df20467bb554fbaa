package dev.deltaenrich.job;

import dev.deltaenrich.config.ProducerChoice;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.FileNaming;
import dev.deltaenrich.engine.RunningTasks;
import dev.deltaenrich.enrich.QuarantineFolder;
import dev.deltaenrich.enrich.SpliceProducer;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.sink.CuratedTransaction;
import dev.deltaenrich.splice.MergeSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the curated files of one run. */
final class Production {
  private static final Logger LOG = LoggerFactory.getLogger(Production.class);

  private final SparkSession spark;
  private final Settings settings;
  private final LookupHistories histories;
  private final String run;

  /**
   * @param histories where lookups over their broadcast bounds are joined from
   */
  Production(SparkSession spark, Settings settings, LookupHistories histories, String run) {
    this.spark = spark;
    this.settings = settings;
    this.histories = histories;
    this.run = run;
  }

  /** Those of some files whose bytes are copied, going by what the log says. */
  static List<PlannedFile> copied(List<PlannedFile> planned, Settings settings) {
    return settings.run().producer() == ProducerChoice.REWRITE
        ? List.of()
        : planned.stream().filter(Production::keepsItsPages).toList();
  }

  /** Not where rows are left out, nor where all row groups are small and become one of others. */
  private static boolean keepsItsPages(PlannedFile planned) {
    boolean shared = planned.sources().size() > 1;
    return planned.read().stream()
        .noneMatch(
            source ->
                source.deletionVector() != null
                    || (shared && source.bytes() < MergeSource.SMALL_GROUP));
  }

  /**
   * Makes the files. When it throws, some may stand in the table's folder; their names carry the
   * run's id.
   */
  SpliceProducer.Result make(
      RunInputs inputs, List<PlannedFile> planned, CuratedTransaction transaction) {
    if (planned.isEmpty()) {
      return new SpliceProducer.Result(List.of(), Map.of());
    }
    FileNaming naming =
        new FileNaming(
            inputs.curated().path().toString(),
            inputs.raw().partitionColumns(),
            inputs.snapshots(),
            inputs.rules(),
            run);
    try (RunningTasks tasks = RunningTasks.named(spark, run, planned.size())) {
      SpliceProducer.Result made = splice(inputs, readable(planned), naming, transaction);
      made.fallbacks()
          .forEach(
              (reason, files) ->
                  LOG.info("Pages of {} files were made anew: {}", files, reason.word()));
      return made;
    }
  }

  /** Earlier files do not tell which raw file a row is from, as the quarantine does. */
  private List<PlannedFile> readable(List<PlannedFile> planned) {
    return settings.quarantines() ? planned.stream().map(PlannedFile::ofSources).toList() : planned;
  }

  private SpliceProducer.Result splice(
      RunInputs inputs,
      List<PlannedFile> planned,
      FileNaming naming,
      CuratedTransaction transaction) {
    return new SpliceProducer(
            spark,
            inputs.raw(),
            inputs.lookups(),
            lookup -> histories.of(lookup.settings()).read(lookup.lookup().id()),
            settings.run().producer() == ProducerChoice.REWRITE,
            quarantine(inputs))
        .produce(planned, naming, transaction.columnsWithStatistics());
  }

  private Optional<QuarantineFolder> quarantine(RunInputs inputs) {
    return inputs
        .quarantine()
        .filter(any -> settings.quarantines())
        .map(table -> QuarantineFolder.of(table.path(), settings.lookups(), run));
  }
}
