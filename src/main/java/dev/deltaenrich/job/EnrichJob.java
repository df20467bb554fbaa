package dev.deltaenrich.job;

import dev.deltaenrich.config.Rule;
import dev.deltaenrich.config.Setting;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.RunningTasks;
import dev.deltaenrich.engine.Storage;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.Batch;
import dev.deltaenrich.plan.MatchCounts;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.ProducedFile;
import dev.deltaenrich.plan.RunRecord;
import dev.deltaenrich.sink.CuratedTable;
import dev.deltaenrich.sink.CuratedTransaction;
import dev.deltaenrich.sink.LookupHistory;
import dev.deltaenrich.source.Lookup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final String programVersion;
  private final String run = RunId.next();
  private final Phases phases = new Phases();
  private final LookupHistory history;
  private final Planning planning;
  private final Production production;
  private final Conflicts conflicts = new Conflicts();
  private final UncommittedFiles uncommitted = new UncommittedFiles();
  private final Tally tally = new Tally();
  private CuratedTable target;
  private RunTables tables;
  private String kept;

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
    this.planning = new Planning(this.spark, settings, history, run);
    this.production = new Production(this.spark, settings, history, run);
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
      return prepare().map(this::commitAll).orElseGet(this::switchedOff);
    } catch (Throwable e) {
      // Everything: Spark throws checked exceptions undeclared, and an error leaves files too.
      history.abandon();
      EnrichException failure =
          sized(FailureTranslator.translate("enrich " + settings.rawPath(), e));
      if (target != null && failure.code() != ErrorCode.COMMIT_UNKNOWN) {
        RunningTasks.awaitEnd(spark, run);
        target.deleteFilesOf(run, tally.paths());
      }
      throw failure;
    }
  }

  /** Where a smaller lookup is advised, its size is told. */
  private EnrichException sized(EnrichException failure) {
    if (tables == null
        || !failure.getMessage().contains(Setting.LOOKUP_MAX_BROADCAST_BYTES.key())) {
      return failure;
    }
    Lookup lookup = tables.lookup();
    return new EnrichException(
        failure.code(),
        "%s; the lookup has %,d rows and %,d bytes"
            .formatted(failure.getMessage(), lookup.rowCount(), lookup.bytes()),
        failure);
  }

  private EnrichResult switchedOff() {
    return EnrichResult.switchedOff(run, settings.rawPath(), settings.targetPath(), phases);
  }

  private Optional<Preparation> prepare() {
    Optional<Preparation> prepared =
        Preparation.of(spark, settings, options, history, history, phases);
    if (prepared.isEmpty()) {
      LOG.info("Switched off by {}: nothing more is written", settings.controls().table());
    }
    prepared.ifPresent(
        it -> {
          target = it.curated();
          if (it.lookup().spilled()) {
            // It is compared and joined from there.
            keepLookup(it);
          }
        });
    return prepared;
  }

  /** Each round commits one batch; the last one finds nothing more to do. */
  private EnrichResult commitAll(Preparation first) {
    Preparation prepared = first;
    while (true) {
      Proposal proposal = propose(prepared);
      if (proposal.nothingToDo()) {
        return end(prepared, proposal);
      }
      Optional<Preparation> next;
      try {
        Optional<Committed> committed = commitNext(prepared, proposal);
        if (committed.isEmpty() || committed.get().last()) {
          return end(prepared, proposal);
        }
        next = after(prepared, committed.get().version());
      } catch (EnrichException e) {
        conflicts.requireAnotherAttempt(e);
        next = prepare();
      }
      if (next.isEmpty()) {
        EnrichResult soFar = end(prepared, proposal);
        return tally.isEmpty() ? switchedOff() : soFar;
      }
      prepared = next.get();
    }
  }

  private Proposal propose(Preparation prepared) {
    Proposal proposal = phases.time("plan", () -> planning.propose(prepared));
    tables =
        new RunTables(
            prepared.raw(), prepared.lookup(), prepared.curated().path(), proposal.schema().all());
    return proposal;
  }

  /** The target as this run left it; where another one committed since, all is read anew. */
  private Optional<Preparation> after(Preparation prepared, long version) {
    conflicts.none();
    CuratedTable reopened =
        phases.time("read target log", () -> CuratedTable.open(spark, settings.targetPath()));
    target = reopened;
    return reopened.version() == version ? Optional.of(prepared.with(reopened)) : prepare();
  }

  private EnrichResult end(Preparation prepared, Proposal proposal) {
    prepared.curated().delete(uncommitted.takeAll());
    history.abandon();
    return tally.result(prepared, run, proposal.plan().keep().size(), phases);
  }

  /**
   * What one round did.
   *
   * @param last whether nothing is left to commit
   */
  private record Committed(long version, boolean last) {}

  /** Commits the first batch that turns out to change something; empty when none does. */
  private Optional<Committed> commitNext(Preparation prepared, Proposal proposal) {
    int last = proposal.batches().size() - 1;
    for (int i = 0; i <= last; i++) {
      long version = commit(prepared, proposal, proposal.batches().get(i), i == last);
      if (version >= 0) {
        return Optional.of(new Committed(version, i == last));
      }
    }
    return Optional.empty();
  }

  /**
   * Makes and commits one batch.
   *
   * @param last whether none follows, so that everything is right after it
   * @return the version; -1 when there turned out to be nothing to commit
   */
  private long commit(Preparation prepared, Proposal proposal, Batch batch, boolean last) {
    CuratedTransaction transaction = prepared.curated().begin();
    transaction.useSchema(proposal.schema().all(), proposal.schema().partitions());
    List<ProducedFile> produced = produce(prepared, proposal, batch, transaction);
    if (produced.isEmpty() && batch.remove().isEmpty() && !(last && proposal.hasToSay())) {
      LOG.info("{}: {} new files have no rows", prepared.raw().path(), batch.add().size());
      return -1;
    }
    MatchCounts counts =
        produced.stream().map(ProducedFile::counts).reduce(MatchCounts.NONE, MatchCounts::plus);
    new MatchRules(settings).require(prepared.lookup(), counts);
    keepLookup(prepared);
    RunRecord record = record(prepared, proposal, batch, produced, counts, last);
    long version =
        phases.time("commit", () -> transaction.commit(produced, batch.remove(), record));
    uncommitted.committed(produced);
    tally.committed(version, batch, produced);
    LOG.info(
        "{}: committed version {} in {} s: {} rows in and out, {} matched, {} with a null key, {} with an unknown key",
        prepared.curated().path(),
        version,
        phases.total(),
        counts.rows(),
        counts.matched(),
        counts.nullKey(),
        counts.unknownKey());
    return version;
  }

  private List<ProducedFile> produce(
      Preparation prepared, Proposal proposal, Batch batch, CuratedTransaction transaction) {
    prepared
        .curated()
        .delete(
            uncommitted.expect(prepared.lookup().id(), proposal.schema().all().catalogString()));
    List<PlannedFile> missing =
        batch.add().stream().filter(file -> !uncommitted.has(file)).toList();
    Production.Made made =
        phases.time("produce", () -> production.make(prepared, missing, transaction));
    uncommitted.add(made.files());
    tally.fellBack(made.fallbacks());
    return uncommitted.find(batch.add());
  }

  private void keepLookup(Preparation prepared) {
    phases.time(
        "keep lookup",
        () -> {
          if (options.lookupSnapshot().isEmpty() && !prepared.lookup().id().equals(kept)) {
            history.keep(prepared.lookup());
          } else {
            // A second read of the same may have spilled its rows again.
            history.abandon();
          }
          kept = prepared.lookup().id();
          return null;
        });
  }

  private RunRecord record(
      Preparation prepared,
      Proposal proposal,
      Batch batch,
      List<ProducedFile> produced,
      MatchCounts counts,
      boolean complete) {
    Rule rule = settings.rule();
    Map<String, Integer> producers =
        produced.stream()
            .collect(Collectors.toMap(ProducedFile::producer, file -> 1, Integer::sum));
    return new RunRecord(
        programVersion,
        run,
        prepared.raw().path().toString(),
        prepared.raw().version(),
        prepared.raw().id(),
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
        producers,
        batch.remove().size(),
        proposal.plan().keep().size(),
        complete,
        phases.total());
  }
}
