package dev.deltaenrich.job;

import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.Setting;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.RunningTasks;
import dev.deltaenrich.enrich.JoinedLookup;
import dev.deltaenrich.enrich.SpliceProducer;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.Batch;
import dev.deltaenrich.plan.MatchCounts;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.ProducedFile;
import dev.deltaenrich.plan.RunRecord;
import dev.deltaenrich.sink.CuratedTable;
import dev.deltaenrich.sink.CuratedTransaction;
import dev.deltaenrich.sink.Quarantine;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run: plan, produce, commit, and again for as long as there is more to do. Readers of the
 * target keep their snapshot all the while; a run that fails or is killed leaves the target at the
 * version of its last commit, and the next run goes on from there.
 */
public final class EnrichJob {
  private static final Logger LOG = LoggerFactory.getLogger(EnrichJob.class);

  private final SparkSession spark;
  private final Settings settings;
  private final EnrichOptions options;
  private final String run = RunId.next();
  private final Phases phases = new Phases();
  private final LookupHistories histories;
  private final Planning planning;
  private final Production production;
  private final RunRecords records;
  private final Conflicts conflicts = new Conflicts();
  private final UncommittedFiles uncommitted = new UncommittedFiles();
  private final Tally tally = new Tally();
  private final Optional<Quarantine> quarantine;
  private CuratedTable target;
  private RunTables tables;

  /**
   * @param programVersion recorded in the commit
   */
  public EnrichJob(
      SparkSession spark, Settings settings, EnrichOptions options, String programVersion) {
    this.spark = spark;
    this.settings = settings;
    this.options = options;
    this.histories = new LookupHistories(this.spark, settings, options);
    this.planning = new Planning(this.spark, settings, histories, run);
    this.production = new Production(this.spark, settings, histories, run);
    this.quarantine = Quarantine.of(spark, settings);
    this.records = new RunRecords(this.spark, settings, programVersion, run);
  }

  /** The run's id, as commits and files have it. */
  public String id() {
    return run;
  }

  /** What it reads and makes, once that is known. */
  public Optional<RunTables> tables() {
    return Optional.ofNullable(tables);
  }

  /**
   * Runs it, once.
   *
   * @throws EnrichException why it could not be done; what was committed before stays, and nothing
   *     else is changed, unless the code is COMMIT_UNKNOWN
   */
  public EnrichResult run() {
    LOG.info("Run {}: {} into {}", run, settings.rawPath(), settings.targetPath());
    try {
      return readInputs().map(this::runRounds).orElseGet(this::switchedOff);
    } catch (Throwable e) {
      // Everything: Spark throws checked exceptions undeclared, and an error leaves files too.
      throw failed(e);
    }
  }

  /** Each round commits a batch; the last one finds nothing more to do. */
  private EnrichResult runRounds(RunInputs first) {
    RunInputs inputs = first;
    while (true) {
      RunPlan plan = plan(inputs);
      Round round = commitNext(inputs, plan);
      if (round instanceof Round.NothingLeft) {
        return end(inputs, plan);
      }
      Optional<RunInputs> next = inputsAfter(round, inputs);
      if (next.isEmpty()) {
        EnrichResult soFar = end(inputs, plan);
        return tally.isEmpty() ? switchedOff() : soFar;
      }
      inputs = next.get();
    }
  }

  /** Reads both sides; empty when app_configs switches the job off. */
  private Optional<RunInputs> readInputs() {
    Optional<RunInputs> inputs =
        RunInputs.read(spark, settings, options, histories, histories::of, phases);
    if (inputs.isEmpty()) {
      LOG.info("Switched off by {}: nothing more is written", settings.controls().table());
      return inputs;
    }
    target = inputs.get().curated();
    // A spilled lookup is compared and joined from the history, a marked one is gone on from.
    inputs.get().lookups().stream()
        .filter(it -> it.lookup().spilled() || it.lookup().mark().isPresent())
        .forEach(this::archive);
    return inputs;
  }

  /** The target as this run left it; where another one committed since, all is read again. */
  private Optional<RunInputs> inputsAfter(Round round, RunInputs inputs) {
    if (round instanceof Round.Committed committed) {
      target =
          phases.time("read target log", () -> CuratedTable.open(spark, settings.targetPath()));
      if (target.version() == committed.version()) {
        return Optional.of(
            inputs.with(target, quarantine.map(table -> table.read(options.overwrite()))));
      }
    }
    return readInputs();
  }

  private RunPlan plan(RunInputs inputs) {
    RunPlan plan = phases.time("plan", () -> planning.plan(inputs));
    tables =
        new RunTables(
            inputs.raw(),
            inputs.lookups(),
            inputs.curated().path(),
            plan.schema().all(),
            inputs
                .quarantine()
                .filter(any -> inputs.quarantines())
                .map(it -> new RunTables.QuarantineTable(it.path(), plan.schema().quarantine())));
    return plan;
  }

  /** Commits the first batch that turns out to change something. */
  private Round commitNext(RunInputs inputs, RunPlan plan) {
    if (plan.nothingToDo()) {
      return new Round.NothingLeft();
    }
    try {
      int last = plan.batches().size() - 1;
      for (int i = 0; i <= last; i++) {
        OptionalLong version = commit(inputs, plan, plan.batches().get(i), i == last);
        if (version.isPresent() && i < last) {
          return new Round.Committed(version.getAsLong());
        }
      }
      return new Round.NothingLeft();
    } catch (EnrichException e) {
      conflicts.requireAnotherAttempt(e);
      return new Round.Conflict();
    }
  }

  /**
   * Makes and commits one batch.
   *
   * @param last whether none follows, so that everything is right after it
   * @return the version; empty when there turned out to be nothing to commit
   */
  private OptionalLong commit(RunInputs inputs, RunPlan plan, Batch batch, boolean last) {
    CuratedTransaction transaction = inputs.curated().begin();
    transaction.useSchema(plan.schema().all(), plan.schema().partitions());
    List<ProducedFile> produced = produce(inputs, plan, batch, transaction);
    if (produced.isEmpty() && batch.remove().isEmpty() && !(last && plan.needsCommit())) {
      LOG.info("{}: {} new files have no rows", inputs.raw().path(), batch.add().size());
      return OptionalLong.empty();
    }
    List<MatchCounts> counts = MatchCounts.of(produced, inputs.lookups().size());
    for (int i = 0; i < counts.size(); i++) {
      new MatchRules(settings.rawPath(), inputs.lookups().get(i).settings()).require(counts.get(i));
    }
    inputs.lookups().forEach(this::archive);
    RunRecord record = records.of(inputs, plan, batch, produced, counts, last, phases.total());
    quarantine.ifPresent(table -> quarantine(table, inputs, plan, produced));
    long version =
        phases.time("commit", () -> transaction.commit(produced, batch.remove(), record));
    conflicts.reset();
    uncommitted.committed(produced);
    tally.committed(version, batch, produced);
    for (int i = 0; i < counts.size(); i++) {
      LOG.info(
          "{}: committed version {} in {} s: {} rows in and out, {} matched, {} with a null key, {} with an unknown key{}{}",
          inputs.curated().path(),
          version,
          phases.total(),
          counts.get(i).rows(),
          counts.get(i).matched(),
          counts.get(i).nullKey(),
          counts.get(i).unknownKey(),
          MatchRules.byTime(counts.get(i)),
          inputs.lookups().get(i).settings().isNamed()
              ? " of lookup " + inputs.lookups().get(i).settings().shown()
              : "");
      warnOfNoMatch(inputs.lookups().get(i).settings(), counts.get(i));
    }
    if (inputs.quarantines()) {
      LOG.info(
          "{}: {} of these rows are in quarantine",
          inputs.curated().path(),
          produced.stream().mapToLong(ProducedFile::quarantinedRows).sum());
    }
    return OptionalLong.of(version);
  }

  /** Before curated's commit: a run that is killed between the two has lost no row. */
  private void quarantine(
      Quarantine table, RunInputs inputs, RunPlan plan, List<ProducedFile> produced) {
    CuratedSchema schema = plan.schema();
    phases.time(
        "quarantine",
        () -> table.add(produced, inputs.curated(), schema.quarantine(), schema.partitions(), run));
  }

  private static void warnOfNoMatch(LookupSettings lookup, MatchCounts counts) {
    if (counts.matched() == 0 && counts.unknownKey() > 0) {
      LOG.warn(
          "Lookup {}: no row matches; is {} {} what {} {} looks up?",
          lookup.shown(),
          lookup.keyOf(Setting.LOOKUP_KEY),
          lookup.key(),
          lookup.keyOf(Setting.RAW_KEY),
          lookup.rule().rawKey());
    }
  }

  /** Files made in an earlier round are used where they still fit. */
  private List<ProducedFile> produce(
      RunInputs inputs, RunPlan plan, Batch batch, CuratedTransaction transaction) {
    delete(inputs, uncommitted.takeUnlessMadeWith(inputs.snapshots(), plan.schema()));
    List<PlannedFile> missing =
        batch.add().stream().filter(file -> !uncommitted.has(file)).toList();
    SpliceProducer.Result made =
        phases.time("produce", () -> production.make(inputs, missing, transaction));
    uncommitted.add(made.files());
    tally.addFallbacks(made.fallbacks());
    return uncommitted.find(batch.add());
  }

  private void archive(JoinedLookup lookup) {
    phases.time("keep lookup", () -> histories.archive(lookup));
  }

  private EnrichResult end(RunInputs inputs, RunPlan plan) {
    delete(inputs, uncommitted.takeAll());
    histories.abandon();
    Optional<Long> inQuarantine =
        quarantine.flatMap(table -> phases.time("quarantine", () -> table.settle(run)));
    return tally.result(inputs, run, plan.files().keep().size(), inQuarantine, phases);
  }

  private void delete(RunInputs inputs, List<ProducedFile> files) {
    inputs.curated().delete(files);
    quarantine.ifPresent(table -> table.delete(files));
  }

  private EnrichResult switchedOff() {
    return EnrichResult.nothing(EnrichResult.SWITCHED_OFF, run, settings, phases);
  }

  /** Cleans up, unless the run's files may be the table's. */
  private EnrichException failed(Throwable cause) {
    histories.abandon();
    EnrichException failure =
        withLookupSize(FailureTranslator.translate("enrich " + settings.rawPath(), cause));
    if (target != null && failure.code() != ErrorCode.COMMIT_UNKNOWN) {
      RunningTasks.awaitEnd(spark, run);
      target.deleteFilesOf(run, tally.paths());
      quarantine.ifPresent(table -> table.deleteFilesOf(run));
    }
    return failure;
  }

  /** Adds the lookups' sizes to a message that advises a smaller lookup. */
  private EnrichException withLookupSize(EnrichException failure) {
    if (tables == null
        || !failure.getMessage().contains(Setting.LOOKUP_MAX_BROADCAST_BYTES.key())) {
      return failure;
    }
    String sizes =
        tables.lookups().stream()
            .map(
                it ->
                    "the lookup%s has %,d rows and %,d bytes"
                        .formatted(
                            it.settings().isNamed() ? " " + it.settings().name() : "",
                            it.lookup().rowCount(),
                            it.lookup().bytes()))
            .collect(Collectors.joining(", "));
    return new EnrichException(
        failure.code(), "%s; %s".formatted(failure.getMessage(), sizes), failure);
  }
}
