package dev.deltaenrich.lineage;

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
    Long csvLeftOut)
    implements Result {
  private static final List<String> HEADER = List.of("key", "rows", "first seen", "last seen");
  private static final String NOT_RECORDED = "not recorded";

  /** Copies the lists. */
  public UnmatchedResult {
    keys = List.copyOf(keys);
    notJudged = List.copyOf(notJudged);
  }

  @Override
  public Report report() {
    Report.Builder report =
        Report.titled(heading())
            .figure("version", targetVersion)
            .figure("unknown keys", "%,d".formatted(unknownKeys))
            .figure("rows with them", "%,d".formatted(unknownRows));
    if (csvFile != null) {
      report.figure("file", "%s, %,d keys".formatted(csvFile, csvKeys));
    }
    if (!keys.isEmpty()) {
      report.table(
          "Most frequent unknown keys", HEADER, keys.stream().map(UnmatchedResult::cells).toList());
    }
    addNotes(report);
    return report.build();
  }

  private String heading() {
    if (unknownKeys > 0) {
      return "Unknown keys of " + targetPath;
    }
    return notJudged.isEmpty()
        ? "No key is unknown in " + targetPath
        : "No unknown key in the files of %s that can be judged".formatted(targetPath);
  }

  private static List<String> cells(UnknownKey key) {
    return List.of(
        key.spellings() == 1
            ? "'%s'".formatted(key.key())
            : "'%s', and spelled in %,d other ways".formatted(key.key(), key.spellings() - 1),
        "%,d".formatted(key.rows()),
        key.firstSeen() == null ? NOT_RECORDED : key.firstSeen(),
        key.lastSeen() == null ? NOT_RECORDED : key.lastSeen());
  }

  private void addNotes(Report.Builder report) {
    if (unknownKeys > keys.size()) {
      report.note(
          "More unknown keys: %,d; --limit shows more, --csv FILE writes all."
              .formatted(unknownKeys - keys.size()));
    }
    if (csvLeftOut != null && csvLeftOut > 0) {
      report.note(
          "Keys left out of the file: %,d; merchant_lookup, as bootstrap makes it, does not take them (empty, with NUL, or over %d characters)."
              .formatted(csvLeftOut, LookupCsv.LONGEST_KEY));
    }
    for (UnjudgedFiles some : notJudged) {
      report.note(
          "Files not judged: %,d, of %,d rows; %s."
              .formatted(some.files(), some.rows(), some.reason()));
    }
    if (filesOfOtherRules > 0) {
      report.note(
          "Files made by another rule than that of the settings: %,d; run enrich first, then fill in keys."
              .formatted(filesOfOtherRules));
    }
  }
}
