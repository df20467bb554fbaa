package dev.deltaenrich.job;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.FileNaming;
import dev.deltaenrich.enrich.JoinChoice;
import dev.deltaenrich.enrich.JoinedLookup;
import dev.deltaenrich.enrich.SpliceProducer;
import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.plan.MatchCounts;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.ProducedFile;
import dev.deltaenrich.plan.RunRecord;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.sink.CuratedTable;
import dev.deltaenrich.sink.CuratedTransaction;
import dev.deltaenrich.sink.LookupHistory;
import dev.deltaenrich.source.Lookup;
import dev.deltaenrich.source.RawTable;
import dev.deltaenrich.source.ReferenceReader;
import dev.deltaenrich.source.ReferenceReader.Honour;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A run by a plan that a test makes, committed like any other. */
final class HandMadeRun {
  private final String run = RunId.next();
  private final EnrichmentTables tables;
  private final SparkSession spark;
  private final RawTable raw;

  HandMadeRun(EnrichmentTables tables) {
    this.tables = tables;
    this.spark = tables.spark();
    this.raw = RawTable.open(spark, tables.rawPath());
  }

  /** The raw table's files. */
  List<SourceFile> sources() {
    return raw.files();
  }

  /** Makes and commits the planned files. */
  List<ProducedFile> enrich(List<PlannedFile> plan) {
    Settings settings = tables.settings();
    LookupHistory history = new LookupHistory(spark, settings.lookup().historyPath());
    Lookup lookup =
        ReferenceReader.read(settings, Honour.NO, any -> history).lookups().orElseThrow().get(0);
    history.archive(lookup);
    CuratedTransaction transaction = CuratedTable.open(spark, tables.targetPath()).begin();
    transaction.useSchema(schema(settings, lookup), raw.partitionColumns());
    List<ProducedFile> produced = produce(plan, settings, lookup, history, transaction);
    transaction.commit(produced, List.of(), record(settings, lookup, produced));
    return produced;
  }

  private List<ProducedFile> produce(
      List<PlannedFile> plan,
      Settings settings,
      Lookup lookup,
      LookupHistory history,
      CuratedTransaction transaction) {
    JoinChoice join = JoinChoice.of(lookup, settings.lookup().maxBroadcastBytes());
    FileNaming naming =
        new FileNaming(
            transaction.path().toString(),
            raw.partitionColumns(),
            lookup.id(),
            settings.rule().id(),
            run);
    spark.sparkContext().setJobGroup(run, "a hand-made plan", true);
    try {
      return new SpliceProducer(
              spark,
              raw,
              List.of(new JoinedLookup(settings.lookup(), lookup, join)),
              any -> history.read(lookup.id()),
              false,
              Optional.empty())
          .produce(plan, naming, transaction.columnsWithStatistics())
          .files();
    } finally {
      spark.sparkContext().clearJobGroup();
    }
  }

  /** How many tasks the job that made the files had. */
  int tasks() {
    SparkContext context = spark.sparkContext();
    try {
      context.listenerBus().waitUntilEmpty(30_000);
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
    int job = Arrays.stream(context.statusTracker().getJobIdsForGroup(run)).max().orElseThrow();
    int[] stages = context.statusTracker().getJobInfo(job).get().stageIds();
    return Arrays.stream(stages)
        .map(stage -> context.statusTracker().getStageInfo(stage).get().numTasks())
        .sum();
  }

  private StructType schema(Settings settings, Lookup lookup) {
    StructType schema = new StructType();
    for (StructField field : raw.schema().fields()) {
      schema = schema.add(RawTable.plain(field));
    }
    return schema.add(
        settings.rule().columns().get(0).name(), lookup.columns().get(0).type(), true);
  }

  private RunRecord record(Settings settings, Lookup lookup, List<ProducedFile> produced) {
    return new RunRecord(
        EnrichmentTables.PROGRAM_VERSION,
        run,
        new RunRecord.Raw(raw.path().toString(), raw.version(), raw.id()),
        new RunRecord.UsedLookup(
            lookup.id(), lookup.table(), settings.lookup().historyPath(), lookup.rowCount()),
        new RunRecord.UsedRule(
            settings.rule().id(),
            settings.rule().rawKey(),
            settings.rule().columnsWord(),
            settings.rule().match().word(),
            settings.rule().unmatched().word()),
        MatchCounts.of(produced, 1).get(0),
        List.of(),
        null,
        Map.of(FileTags.SPLICED, produced.size()),
        0,
        0,
        true,
        0);
  }
}
