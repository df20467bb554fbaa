package dev.deltaenrich.lineage;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.deltaenrich.plan.MatchCounts;
import dev.deltaenrich.plan.RunRecord;
import dev.deltaenrich.sink.RecordedCommit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A commit of the curated table. What a run says of itself is null where the commit is another
 * program's.
 *
 * @param version the version it made
 * @param time when, in UTC
 * @param operation Delta's word for it, such as {@code WRITE} or {@code OPTIMIZE}; may be null
 * @param filesAdded files it added
 * @param filesRemoved files it removed
 * @param run the run's id
 * @param complete whether the table was then all that raw and lookup make
 * @param filesKept files that the run found right already
 * @param rawPath the raw table
 * @param rawVersion its version
 * @param lookupTable the table the lookup snapshot was taken of; of several lookups all of them
 * @param lookupSnapshot the lookup snapshot's id; of several lookups as in {@link
 *     dev.deltaenrich.plan.LookupIds}
 * @param rows rows the commit made
 * @param matched of these, rows whose key is in the lookup; of several lookups, this and the
 *     figures after it are those of the one that matched least
 * @param nullKey of these, rows without a key
 * @param nullTime of these, rows whose key is in the lookup, and which have no time
 * @param outsideValidity of these, rows whose key is in the lookup, and at whose time none of its
 *     rows is valid
 * @param unknownKey of these, rows with a key that is not in the lookup
 * @param matchRate matched rows among those with a key, 0 to 1
 * @param producers files made, by producer
 * @param seconds from the run's start to this commit
 * @param quarantinedRows of the rows, those that went to the quarantine; null where none do
 * @param lookups of lookups with names each one; else none
 */
public record ListedCommit(
    long version,
    String time,
    String operation,
    int filesAdded,
    int filesRemoved,
    String run,
    Boolean complete,
    Integer filesKept,
    String rawPath,
    Long rawVersion,
    String lookupTable,
    String lookupSnapshot,
    Long rows,
    Long matched,
    Long nullKey,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long nullTime,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long outsideValidity,
    Long unknownKey,
    Double matchRate,
    Map<String, Integer> producers,
    Double seconds,
    @JsonInclude(JsonInclude.Include.NON_NULL) Long quarantinedRows,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ListedLookup> lookups) {
  /** Copies {@code lookups}. */
  public ListedCommit {
    lookups = List.copyOf(lookups);
  }

  static ListedCommit of(RecordedCommit commit) {
    Optional<RunRecord> run = commit.run();
    Optional<RunRecord.Raw> raw = run.map(RunRecord::raw);
    Optional<RunRecord.UsedLookup> lookup = run.map(RunRecord::lookup);
    Optional<MatchCounts> counts = run.map(RunRecord::counts);
    return new ListedCommit(
        commit.version(),
        Moments.text(commit.time()),
        commit.operation().orElse(null),
        commit.added(),
        commit.removed(),
        run.map(RunRecord::run).orElse(null),
        run.map(RunRecord::complete).orElse(null),
        run.map(RunRecord::kept).orElse(null),
        raw.map(RunRecord.Raw::path).orElse(null),
        raw.map(RunRecord.Raw::version).orElse(null),
        lookup.map(RunRecord.UsedLookup::table).orElse(null),
        lookup.map(RunRecord.UsedLookup::snapshot).orElse(null),
        counts.map(MatchCounts::rows).orElse(null),
        counts.map(MatchCounts::matched).orElse(null),
        counts.map(MatchCounts::nullKey).orElse(null),
        counts.map(MatchCounts::nullTime).orElse(0L),
        counts.map(MatchCounts::outsideValidity).orElse(0L),
        counts.map(MatchCounts::unknownKey).orElse(null),
        counts.map(MatchCounts::matchRate).orElse(null),
        run.map(RunRecord::producers).orElse(null),
        run.map(RunRecord::seconds).orElse(null),
        run.map(RunRecord::quarantine).map(RunRecord.Quarantine::rows).orElse(null),
        run.map(RunRecord::lookups).orElse(List.of()).stream().map(ListedLookup::of).toList());
  }

  /** Whether one of our runs made it. */
  boolean ours() {
    return run != null;
  }
}
