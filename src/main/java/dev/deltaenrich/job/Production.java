package dev.deltaenrich.job;

import dev.deltaenrich.config.Rule;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.FileNaming;
import dev.deltaenrich.engine.RunningTasks;
import dev.deltaenrich.enrich.LookupFrame;
import dev.deltaenrich.enrich.RewriteProducer;
import dev.deltaenrich.enrich.SpliceProducer;
import dev.deltaenrich.plan.Fallback;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.ProducedFile;
import dev.deltaenrich.sink.CuratedTransaction;
import dev.deltaenrich.sink.LookupHistory;
import dev.deltaenrich.source.Lookup;
import dev.deltaenrich.source.RawTable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes curated files, each by the producer that suits it. */
final class Production {
  private static final Logger LOG = LoggerFactory.getLogger(Production.class);

  private final SparkSession spark;
  private final Settings settings;
  private final LookupHistory history;
  private final String run;

  /**
   * @param history where a lookup over the broadcast bound is joined from
   */
  Production(SparkSession spark, Settings settings, LookupHistory history, String run) {
    this.spark = spark;
    this.settings = settings;
    this.history = history;
    this.run = run;
  }

  /**
   * What was made.
   *
   * @param files the files; a planned file whose sources hold no rows is not among them
   * @param fallbacks why files that could have been spliced were not, with how many
   */
  record Made(List<ProducedFile> files, Map<Fallback, Integer> fallbacks) {}

  /** Splits the files between the producers, as {@link #make} will. */
  static ProducerSplit split(List<PlannedFile> planned, RawTable raw, Settings settings) {
    return ProducerSplit.of(planned, settings.run().producer(), null);
  }

  /**
   * Makes the files. When it throws, some may stand in the table's folder; their names carry the
   * run's id.
   */
  Made make(RunInputs inputs, List<PlannedFile> planned, CuratedTransaction transaction) {
    if (planned.isEmpty()) {
      return new Made(List.of(), Map.of());
    }
    FileNaming naming =
        new FileNaming(
            inputs.curated().path().toString(),
            inputs.raw().partitionColumns(),
            inputs.lookup().id(),
            settings.rule().id(),
            run);
    ProducerSplit split = split(planned, inputs.raw(), settings);
    List<PlannedFile> rewrite = new ArrayList<>(split.rewrite());
    List<ProducedFile> made = new ArrayList<>();
    Map<Fallback, Integer> fallbacks = new EnumMap<>(Fallback.class);
    fallbacks.putAll(split.fallbacks());
    try (RunningTasks tasks = RunningTasks.named(spark, run, planned.size())) {
      SpliceProducer.Result spliced = splice(inputs, split.splice(), naming, transaction);
      made.addAll(spliced.files());
      rewrite.addAll(spliced.refused().keySet());
      spliced.refused().values().forEach(reason -> fallbacks.merge(reason, 1, Integer::sum));
      fallbacks.forEach(
          (reason, files) ->
              LOG.info("{} files are rewritten, not spliced: {}", files, reason.word()));
      made.addAll(rewrite(inputs, rewrite, naming, transaction));
    }
    return new Made(made, fallbacks);
  }

  private SpliceProducer.Result splice(
      RunInputs inputs,
      List<PlannedFile> planned,
      FileNaming naming,
      CuratedTransaction transaction) {
    Lookup lookup = inputs.lookup();
    return new SpliceProducer(
            spark,
            inputs.raw(),
            lookup,
            inputs.join(),
            () -> history.read(lookup.id()),
            settings.rule())
        .produce(planned, naming, transaction.columnsWithStatistics());
  }

  private List<ProducedFile> rewrite(
      RunInputs inputs,
      List<PlannedFile> planned,
      FileNaming naming,
      CuratedTransaction transaction) {
    if (planned.isEmpty()) {
      return List.of();
    }
    SparkSession scan = RewriteProducer.scanSession(spark, inputs.join());
    Lookup lookup = inputs.lookup();
    Rule rule = settings.rule();
    LookupFrame frame =
        inputs.join().broadcast()
            ? LookupFrame.broadcasted(scan, lookup, rule.match())
            : LookupFrame.shuffled(history.read(lookup.id()), lookup, rule.match());
    return new RewriteProducer(scan, inputs.raw(), frame, inputs.join(), rule)
        .produce(planned, naming, transaction);
  }
}
