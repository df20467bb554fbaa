package dev.deltaenrich.job;

import dev.deltaenrich.config.Settings;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Says what a run would do; writes nothing. */
public final class PlanJob {
  private PlanJob() {}

  /**
   * Reads both sides and plans.
   *
   * @throws dev.deltaenrich.failure.EnrichException what would stop a run before it makes a file
   */
  public static PlanResult run(SparkSession spark, Settings settings, EnrichOptions options) {
    Optional<Preparation> preparation =
        Preparation.of(spark, settings, options, (columns, rows) -> {}, new Phases());
    return preparation
        .map(prepared -> result(prepared, settings))
        .orElseGet(() -> switchedOff(settings));
  }

  private static PlanResult result(Preparation prepared, Settings settings) {
    int maxBatch = prepared.reference().controls().maxBatchSize();
    return new PlanResult(
        "would commit",
        prepared.raw().path().toString(),
        prepared.raw().version(),
        prepared.curated().path().toString(),
        prepared.curated().version(),
        prepared.lookup().table(),
        prepared.lookup().id(),
        prepared.lookup().rowCount(),
        prepared.lookup().bytes(),
        settings.lookup().maxBroadcastBytes(),
        prepared.join().word(),
        prepared.join().reason(),
        prepared.plan().add().size(),
        prepared.plan().keep().size(),
        prepared.plan().remove().size(),
        prepared.plan().sourcesToRead(),
        prepared.plan().bytesToRead(),
        maxBatch == Integer.MAX_VALUE ? null : maxBatch);
  }

  private static PlanResult switchedOff(Settings settings) {
    return new PlanResult(
        "switched off",
        settings.rawPath(),
        -1,
        settings.targetPath(),
        -1,
        settings.lookup().table(),
        null,
        0,
        0,
        settings.lookup().maxBroadcastBytes(),
        null,
        null,
        0,
        0,
        0,
        0,
        0,
        null);
  }
}
