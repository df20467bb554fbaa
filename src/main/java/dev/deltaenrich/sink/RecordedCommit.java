package dev.deltaenrich.sink;

import dev.deltaenrich.engine.log.RecordedEntry;
import dev.deltaenrich.plan.RunRecord;
import java.time.Instant;
import java.util.Optional;

/**
 * A commit of the curated table, as its log tells it.
 *
 * @param version the version it made
 * @param time when, by its writer's clock
 * @param operation what was done, in its writer's word; empty where the writer did not say
 * @param run what the run that made it says of itself; empty when another program committed
 * @param added files that it added
 * @param removed files that it removed
 */
public record RecordedCommit(
    long version,
    Instant time,
    Optional<String> operation,
    Optional<RunRecord> run,
    int added,
    int removed) {
  /** What an entry of the table's log says. */
  public static RecordedCommit of(RecordedEntry entry) {
    return new RecordedCommit(
        entry.version(),
        entry.time(),
        entry.operation(),
        entry.userMetadata().flatMap(RunRecord::fromJson),
        entry.added(),
        entry.removed());
  }

  /** The same as if its run had one lookup alone; without a run where that did not have it. */
  public RecordedCommit ofLookup(String name) {
    return new RecordedCommit(
        version, time, operation, run.flatMap(it -> it.ofLookup(name)), added, removed);
  }

  /** Whether it is a commit of the run with this id. */
  public boolean isOf(String id) {
    return run.filter(record -> record.run().equals(id)).isPresent();
  }
}
