package dev.deltaenrich.job;

import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.NewColumn;
import dev.deltaenrich.config.Rule;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.Baseline;
import dev.deltaenrich.plan.RunRecord;
import dev.deltaenrich.sink.CuratedTable;
import dev.deltaenrich.sink.RecordedCommit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the target's newest commits say, back to the last complete run.
 *
 * @param runs the records, newest first; the last one is of the last complete run, unless that is
 *     not known: its log entry is gone, or another program changed files since
 * @param edited the newest commit if it is another program's
 */
record TableRecord(List<RunRecord> runs, Optional<RecordedCommit> edited) {

  static TableRecord of(CuratedTable curated) {
    List<RunRecord> runs = new ArrayList<>();
    if (!curated.exists()) {
      return new TableRecord(runs, Optional.empty());
    }
    Optional<RecordedCommit> edited = Optional.empty();
    long expected = curated.version();
    for (Iterator<RecordedCommit> commits = curated.commits().iterator(); commits.hasNext(); ) {
      RecordedCommit commit = commits.next();
      if (commit.run().isEmpty() && runs.isEmpty()) {
        edited = edited.isPresent() ? edited : Optional.of(commit);
      }
      boolean changedByOthers =
          commit.run().isEmpty() && (commit.added() > 0 || commit.removed() > 0);
      if (commit.version() != expected-- || changedByOthers) {
        break;
      }
      commit.run().ifPresent(runs::add);
      if (commit.run().filter(RunRecord::complete).isPresent()) {
        break;
      }
    }
    return new TableRecord(runs, edited);
  }

  Baseline baseline() {
    return Baseline.of(runs);
  }

  /** The last complete run. */
  Optional<RunRecord> complete() {
    return runs.stream().filter(RunRecord::complete).findFirst();
  }

  /** Where the newest run put rows without a match; empty where it put none anywhere. */
  Optional<String> quarantinePath() {
    return runs.stream().findFirst().map(RunRecord::quarantine).map(RunRecord.Quarantine::path);
  }

  /** The columns that the newest run added; those of today's rules where none is known. */
  Set<String> addedColumns(List<Rule> rules) {
    String columns =
        runs.isEmpty()
            ? rules.stream().map(Rule::columnsWord).collect(Collectors.joining(","))
            : runs.get(0).rule().columns();
    return names(columns);
  }

  /**
   * Refuses to leave out columns that a lookup of the newest run made.
   *
   * @param lookups those of the settings
   * @param target the curated table, for the message
   * @throws EnrichException SCHEMA_CHANGED when a lookup is in the settings no more, and its
   *     columns would be gone
   */
  void requireNoLookupTaken(List<LookupSettings> lookups, String target) {
    Optional<String> taken = takenLookup(lookups);
    if (taken.isPresent()) {
      throw new EnrichException(
          ErrorCode.SCHEMA_CHANGED,
          "Cannot take the lookup '%s' from %s: its columns would be gone; put the lookup back into lookups, or make the whole table anew without its columns by one run with --set enrich.mode=full"
              .formatted(taken.get(), target));
    }
  }

  private Optional<String> takenLookup(List<LookupSettings> lookups) {
    Set<String> names = lookups.stream().map(LookupSettings::name).collect(Collectors.toSet());
    Set<String> columns =
        lookups.stream()
            .flatMap(lookup -> lookup.rule().columns().stream())
            .map(NewColumn::name)
            .collect(Collectors.toSet());
    return runs.stream()
        .limit(1)
        .flatMap(run -> run.lookups().stream())
        .filter(lookup -> !names.contains(lookup.name()))
        .filter(lookup -> !columns.containsAll(names(lookup.rule().columns())))
        .map(RunRecord.OfLookup::name)
        .findFirst();
  }

  private static Set<String> names(String columns) {
    return Arrays.stream(columns.split(",", -1))
        .map(word -> word.substring(word.indexOf(':') + 1))
        .collect(Collectors.toSet());
  }
}
