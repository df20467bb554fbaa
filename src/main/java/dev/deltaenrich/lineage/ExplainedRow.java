package dev.deltaenrich.lineage;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.plan.LookupIds;
import dev.deltaenrich.plan.RunRecord;
import dev.deltaenrich.sink.RecordedCommit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A row of the curated table and what its new columns came from. What is not known any more, or
 * never was, is null: another program's file carries no tags, and logs and histories are not kept
 * for ever.
 *
 * @param keyColumn the raw key column
 * @param key the row's key; null where it has none
 * @param values its new columns as text, by name; values may be null
 * @param quarantined why it is in the quarantine and not in the table; null where it is in the
 *     table
 * @param curatedFile its file, as the log spells it; of a row in the quarantine the file that would
 *     have it
 * @param rawFiles the raw files that the file was made of
 * @param rawFile which of them had the row; null where it cannot be told
 * @param rawPath the raw table
 * @param rawVersion its version at that run
 * @param lookupTable the table the lookup snapshot was taken of
 * @param lookupSnapshot the lookup snapshot's id
 * @param snapshotKeptSince when the snapshot was first kept
 * @param lookupRow what the snapshot said for the key; null where it said nothing
 * @param lookupAnswer the same in words
 * @param rule the rule's id
 * @param run the run that made the file
 * @param producer the producer that did
 * @param version the version that the run's commit made
 * @param committed when
 * @param state {@code up to date}, {@code out of date} or {@code unknown}
 * @param reason why
 * @param lookups of several lookups what each one did; else none. What is told of a lookup
 *     elsewhere is the first one's
 */
public record ExplainedRow(
    String keyColumn,
    String key,
    Map<String, String> values,
    @JsonInclude(JsonInclude.Include.NON_NULL) String quarantined,
    String curatedFile,
    List<String> rawFiles,
    String rawFile,
    String rawPath,
    Long rawVersion,
    String lookupTable,
    String lookupSnapshot,
    String snapshotKeptSince,
    Map<String, String> lookupRow,
    String lookupAnswer,
    String rule,
    String run,
    String producer,
    Long version,
    String committed,
    String state,
    String reason,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ExplainedLookup> lookups) {
  /** Copies the collections. */
  public ExplainedRow {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    rawFiles = List.copyOf(rawFiles);
    lookupRow =
        lookupRow == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(lookupRow));
    lookups = List.copyOf(lookups);
  }

  /**
   * A row.
   *
   * @param lookups what each lookup did, also one without a name
   */
  static ExplainedRow of(
      FoundRow row,
      Origin origin,
      Optional<String> rawFile,
      List<ExplainedLookup> lookups,
      Freshness freshness) {
    ExplainedLookup first = lookups.get(0);
    Optional<FileTags> tags = origin.tags();
    Optional<RunRecord> run = origin.run();
    Optional<RecordedCommit> commit = origin.commit();
    return new ExplainedRow(
        first.keyColumn(),
        first.key(),
        first.values(),
        row.quarantined(),
        origin.file().path(),
        tags.map(FileTags::places).orElse(List.of()),
        rawFile.orElse(null),
        run.map(it -> it.raw().path()).orElse(null),
        run.map(it -> it.raw().version()).orElse(null),
        first.lookupTable(),
        first.lookupSnapshot(),
        first.snapshotKeptSince(),
        first.lookupRow(),
        first.lookupAnswer(),
        first.rule(),
        tags.map(FileTags::run).orElse(null),
        tags.map(FileTags::producer).orElse(null),
        commit.map(RecordedCommit::version).orElse(null),
        commit.map(RecordedCommit::time).map(Moments::text).orElse(null),
        freshness.state(),
        freshness.reason(),
        lookups.stream().filter(lookup -> !lookup.name().isEmpty()).toList());
  }

  /** What each lookup did, also one without a name. */
  List<ExplainedLookup> eachLookup() {
    return lookups.isEmpty()
        ? List.of(
            new ExplainedLookup(
                LookupIds.UNNAMED,
                keyColumn,
                key,
                values,
                lookupTable,
                lookupSnapshot,
                snapshotKeptSince,
                lookupRow,
                lookupAnswer,
                rule))
        : lookups;
  }
}
