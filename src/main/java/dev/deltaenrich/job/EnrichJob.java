package dev.deltaenrich.job;

import dev.deltaenrich.config.Rule;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.config.Unmatched;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.FileNaming;
import dev.deltaenrich.engine.RunningTasks;
import dev.deltaenrich.engine.Storage;
import dev.deltaenrich.enrich.LookupFrame;
import dev.deltaenrich.enrich.RewriteProducer;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.MatchCounts;
import dev.deltaenrich.plan.ProducedFile;
import dev.deltaenrich.plan.RunRecord;
import dev.deltaenrich.sink.CuratedTransaction;
import dev.deltaenrich.sink.LookupHistory;
import dev.deltaenrich.source.Lookup;
import dev.deltaenrich.source.RawTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run: plan, produce, commit. Readers of the target keep their snapshot all the while; a run
 * that fails or is killed leaves the target at the version it had.
 */
public final class EnrichJob {
  private static final Logger LOG = LoggerFactory.getLogger(EnrichJob.class);

  private final SparkSession spark;
  private final Settings settings;
  private final EnrichOptions options;
  private final String programVersion;
  private final String run = RunId.next();
  private final Phases phases = new Phases();
  private final LookupHistory history;
  private boolean committed;

  /**
   * @param programVersion recorded in the commit
   */
  public EnrichJob(
      SparkSession spark, Settings settings, EnrichOptions options, String programVersion) {
    this.spark = spark;
    this.settings = settings;
    this.options = options;
    this.programVersion = programVersion;
    this.history = new LookupHistory(this.spark, settings.lookup().historyPath());
  }

  /**
   * Runs it, once.
   *
   * @throws EnrichException why it could not be done; the target is unchanged, unless the code is
   *     COMMIT_UNKNOWN
   */
  public EnrichResult run() {
    LOG.info("Run {}: {} into {}", run, settings.rawPath(), settings.targetPath());
    Optional<Preparation> preparation = prepare();
    if (preparation.isEmpty()) {
      LOG.info("Switched off by {}: nothing is written", settings.controls().table());
      return EnrichResult.switchedOff(run, settings.rawPath(), settings.targetPath(), phases);
    }
    try {
      return run(preparation.get());
    } catch (Throwable e) {
      // Everything: Spark throws checked exceptions undeclared, and an error leaves files too.
      history.abandon();
      EnrichException failure = FailureTranslator.translate("enrich " + settings.rawPath(), e);
      if (!committed && failure.code() != ErrorCode.COMMIT_UNKNOWN) {
        RunningTasks.awaitEnd(spark, run);
        preparation.get().curated().deleteFilesOf(run);
      }
      throw failure;
    }
  }

  private Optional<Preparation> prepare() {
    try {
      return Preparation.of(spark, settings, options, history, phases);
    } catch (Throwable e) {
      history.abandon();
      throw e;
    }
  }

  private EnrichResult run(Preparation prepared) {
    if (prepared.lookup().spilled()) {
      phases.time("keep lookup", () -> keep(prepared.lookup()));
    }
    CuratedTransaction transaction = prepared.curated().begin();
    transaction.useSchema(curatedSchema(prepared), prepared.raw().partitionColumns());
    List<ProducedFile> produced = phases.time("produce", () -> produce(prepared, transaction));
    MatchCounts counts =
        produced.stream().map(ProducedFile::counts).reduce(MatchCounts.NONE, MatchCounts::plus);
    LOG.info(
        "{}: {} rows in and out, {} matched, {} with a null key, {} with an unknown key",
        prepared.raw().path(),
        counts.rows(),
        counts.matched(),
        counts.nullKey(),
        counts.unknownKey());
    requireMatches(prepared.lookup(), counts);
    if (!prepared.lookup().spilled()) {
      phases.time("keep lookup", () -> keep(prepared.lookup()));
    }
    RunRecord record = record(prepared, produced.size(), counts);
    long version =
        phases.time(
            "commit",
            () ->
                transaction.commit(
                    produced, RewriteProducer.NAME, prepared.plan().remove(), record));
    committed = true;
    LOG.info(
        "{}: committed version {} in {} s", prepared.curated().path(), version, phases.total());
    return result(prepared, produced, counts, version);
  }

  private Void keep(Lookup lookup) {
    history.keep(lookup);
    return null;
  }

  private List<ProducedFile> produce(Preparation prepared, CuratedTransaction transaction) {
    SparkSession scan = RewriteProducer.scanSession(spark, prepared.join());
    Lookup lookup = prepared.lookup();
    Rule rule = settings.rule();
    LookupFrame frame =
        prepared.join().broadcast()
            ? LookupFrame.broadcasted(scan, lookup, rule.match())
            : LookupFrame.shuffled(history.read(lookup.id()), lookup, rule.match());
    FileNaming naming =
        new FileNaming(
            prepared.curated().path().toString(),
            prepared.raw().partitionColumns(),
            lookup.id(),
            rule.id(),
            run);
    try (RunningTasks tasks = RunningTasks.named(scan, run, prepared.plan().add().size())) {
      return new RewriteProducer(scan, prepared.raw(), frame, prepared.join(), rule)
          .produce(prepared.plan().add(), naming, transaction);
    }
  }

  /** Raw columns in raw order, then the new ones. */
  private StructType curatedSchema(Preparation prepared) {
    StructType schema = new StructType();
    for (StructField field : prepared.raw().schema().fields()) {
      schema = schema.add(RawTable.plain(field));
    }
    for (int i = 0; i < settings.rule().columns().size(); i++) {
      schema =
          schema.add(
              settings.rule().columns().get(i).name(), prepared.lookup().columns().get(i).type());
    }
    return schema;
  }

  private void requireMatches(Lookup lookup, MatchCounts counts) {
    long unmatched = counts.nullKey() + counts.unknownKey();
    if (settings.rule().unmatched().policy() == Unmatched.Policy.FAIL && unmatched > 0) {
      throw new EnrichException(
          ErrorCode.UNMATCHED,
          "Cannot enrich %s: %,d rows have no key and %,d have keys that %s lacks (%s), and lookup.unmatched is fail; complete the lookup or choose null or default:TEXT"
              .formatted(
                  settings.rawPath(),
                  counts.nullKey(),
                  counts.unknownKey(),
                  lookup.table(),
                  shownKeys(counts)));
    }
    if (counts.matchRate() < settings.minMatchRate()) {
      throw new EnrichException(
          ErrorCode.MATCH_RATE,
          "Cannot enrich %s: only %.4f of the rows with a key match %s, lookup.min-match-rate is %s; the most frequent unknown keys: %s; complete the lookup or lower the rate"
              .formatted(
                  settings.rawPath(),
                  counts.matchRate(),
                  lookup.table(),
                  settings.minMatchRate(),
                  shownKeys(counts)));
    }
  }

  /** For a message, which is one line whatever the keys hold. */
  private static String shownKeys(MatchCounts counts) {
    return topKeys(counts).entrySet().stream()
        .map(entry -> "'%s' (%,d rows)".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "))
        .replaceAll("\\p{Cntrl}", " ");
  }

  private static Map<String, Long> topKeys(MatchCounts counts) {
    return counts.topUnknownKeys(EnrichResult.TOP_KEYS);
  }

  private RunRecord record(Preparation prepared, int files, MatchCounts counts) {
    Rule rule = settings.rule();
    return new RunRecord(
        programVersion,
        run,
        prepared.raw().path().toString(),
        prepared.raw().version(),
        prepared.lookup().id(),
        prepared.lookup().table(),
        // Qualified, so that it means the same to whoever reads it from elsewhere.
        new Storage(spark).qualify(settings.lookup().historyPath()).toString(),
        prepared.lookup().rowCount(),
        rule.id(),
        rule.rawKey(),
        rule.columnsWord(),
        rule.match().word(),
        rule.unmatched().word(),
        counts.rows(),
        counts.matched(),
        counts.nullKey(),
        counts.unknownKey(),
        Map.of(RewriteProducer.NAME, files),
        phases.total());
  }

  private EnrichResult result(
      Preparation prepared, List<ProducedFile> produced, MatchCounts counts, long version) {
    int maxBatch = prepared.reference().controls().maxBatchSize();
    return new EnrichResult(
        "committed",
        run,
        prepared.raw().path().toString(),
        prepared.raw().version(),
        prepared.curated().path().toString(),
        version,
        prepared.lookup().id(),
        prepared.lookup().rowCount(),
        prepared.join().word(),
        counts.rows(),
        counts.matched(),
        counts.nullKey(),
        counts.unknownKey(),
        counts.matchRate(),
        topKeys(counts),
        produced.size(),
        prepared.plan().remove().size(),
        prepared.plan().bytesToRead(),
        produced.stream().mapToLong(ProducedFile::bytes).sum(),
        maxBatch == Integer.MAX_VALUE ? null : maxBatch,
        phases.total(),
        phases.seconds());
  }
}
