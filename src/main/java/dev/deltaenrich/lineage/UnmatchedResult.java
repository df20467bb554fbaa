package dev.deltaenrich.lineage;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.deltaenrich.plan.LookupIds;
import dev.deltaenrich.report.Report;
import dev.deltaenrich.report.Result;
import java.util.List;

/**
 * The unknown keys of a curated table.
 *
 * @param targetPath the table
 * @param targetVersion the version that was read
 * @param unknownKeys how many keys are unknown
 * @param unknownRows rows that have them
 * @param keys the most frequent of them
 * @param notJudged files whose keys cannot be told known or unknown
 * @param filesOfOtherRules files that were judged by another rule than that of the settings
 * @param csvFile where all keys were written; null where nobody asked
 * @param csvKeys keys in that file; null likewise
 * @param csvLeftOut keys left out of that file, since the lookup table does not take them; null
 *     likewise
 * @param lookups of lookups with names each one; else none. The figures beside them are those of
 *     the lookup with the most unknown rows
 */
public record UnmatchedResult(
    String targetPath,
    long targetVersion,
    long unknownKeys,
    long unknownRows,
    List<UnknownKey> keys,
    List<UnjudgedFiles> notJudged,
    int filesOfOtherRules,
    String csvFile,
    Long csvKeys,
    Long csvLeftOut,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<UnmatchedLookup> lookups)
    implements Result {
  /** Copies the lists. */
  public UnmatchedResult {
    keys = List.copyOf(keys);
    notJudged = List.copyOf(notJudged);
    lookups = List.copyOf(lookups);
  }

  /**
   * A result.
   *
   * @param lookups each lookup, also one without a name
   */
  static UnmatchedResult of(String targetPath, long targetVersion, List<UnmatchedLookup> lookups) {
    UnmatchedLookup worst = lookups.get(0);
    for (UnmatchedLookup lookup : lookups) {
      worst = lookup.unknownRows() > worst.unknownRows() ? lookup : worst;
    }
    return new UnmatchedResult(
        targetPath,
        targetVersion,
        worst.unknownKeys(),
        worst.unknownRows(),
        worst.keys(),
        worst.notJudged(),
        worst.filesOfOtherRules(),
        worst.csvFile(),
        worst.csvKeys(),
        worst.csvLeftOut(),
        lookups.stream().filter(lookup -> !lookup.name().isEmpty()).toList());
  }

  @Override
  public Report report() {
    return new UnmatchedReport(this).report();
  }

  /** Each lookup, also one without a name. */
  List<UnmatchedLookup> eachLookup() {
    return lookups.isEmpty()
        ? List.of(
            new UnmatchedLookup(
                LookupIds.UNNAMED,
                null,
                unknownKeys,
                unknownRows,
                keys,
                notJudged,
                filesOfOtherRules,
                csvFile,
                csvKeys,
                csvLeftOut))
        : lookups;
  }
}
