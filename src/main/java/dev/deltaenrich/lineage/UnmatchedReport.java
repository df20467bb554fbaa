package dev.deltaenrich.lineage;

import dev.deltaenrich.report.Report;
import java.util.List;

/** Unknown keys, as people see them: by lookup where lookups have names. */
record UnmatchedReport(UnmatchedResult result) {
  private static final List<String> LOOKUPS = List.of("lookup", "unknown keys", "rows with them");
  private static final List<String> KEYS = List.of("key", "rows", "first seen", "last seen");
  private static final String NOT_RECORDED = "not recorded";

  Report report() {
    Report.Builder report = Report.titled(heading()).figure("version", result.targetVersion());
    if (result.lookups().isEmpty()) {
      report
          .figure("unknown keys", count(result.unknownKeys()))
          .figure("rows with them", count(result.unknownRows()));
    }
    for (UnmatchedLookup lookup : result.eachLookup()) {
      if (lookup.csvFile() != null) {
        report.figure("file", "%s, %,d keys".formatted(lookup.csvFile(), lookup.csvKeys()));
      }
    }
    if (!result.lookups().isEmpty()) {
      report.table(
          "Lookups", LOOKUPS, result.lookups().stream().map(UnmatchedReport::cells).toList());
    }
    for (UnmatchedLookup lookup : result.eachLookup()) {
      addKeys(report, lookup);
    }
    for (UnmatchedLookup lookup : result.eachLookup()) {
      addNotes(report, lookup);
    }
    return report.build();
  }

  private String heading() {
    List<UnmatchedLookup> lookups = result.eachLookup();
    if (lookups.stream().anyMatch(lookup -> lookup.unknownKeys() > 0)) {
      return "Unknown keys of " + result.targetPath();
    }
    return lookups.stream().allMatch(lookup -> lookup.notJudged().isEmpty())
        ? "No key is unknown in " + result.targetPath()
        : "No unknown key in the files of %s that can be judged".formatted(result.targetPath());
  }

  private static List<String> cells(UnmatchedLookup lookup) {
    return List.of(lookup.name(), count(lookup.unknownKeys()), count(lookup.unknownRows()));
  }

  private static void addKeys(Report.Builder report, UnmatchedLookup lookup) {
    if (!lookup.keys().isEmpty()) {
      report.table(
          "Most frequent unknown keys" + (isNamed(lookup) ? " of " + lookup.name() : ""),
          KEYS,
          lookup.keys().stream().map(UnmatchedReport::cells).toList());
    }
  }

  private static List<String> cells(UnknownKey key) {
    return List.of(
        key.spellings() == 1
            ? "'%s'".formatted(key.key())
            : "'%s', and spelled in %,d other ways".formatted(key.key(), key.spellings() - 1),
        count(key.rows()),
        key.firstSeen() == null ? NOT_RECORDED : key.firstSeen(),
        key.lastSeen() == null ? NOT_RECORDED : key.lastSeen());
  }

  private static void addNotes(Report.Builder report, UnmatchedLookup lookup) {
    String before = isNamed(lookup) ? lookup.name() + ": " : "";
    if (lookup.unknownKeys() > lookup.keys().size()) {
      report.note(
          "%sMore unknown keys: %,d; --limit shows more, %s--csv FILE writes all."
              .formatted(
                  before,
                  lookup.unknownKeys() - lookup.keys().size(),
                  isNamed(lookup) ? "--lookup %s ".formatted(lookup.name()) : ""));
    }
    if (lookup.csvLeftOut() != null && lookup.csvLeftOut() > 0) {
      report.note(
          "%sKeys left out of the file: %,d; %s."
              .formatted(before, lookup.csvLeftOut(), whyLeftOut(lookup)));
    }
    for (UnjudgedFiles some : lookup.notJudged()) {
      report.note(
          "%sFiles not judged: %,d, of %,d rows; %s."
              .formatted(before, some.files(), some.rows(), some.reason()));
    }
    if (lookup.filesOfOtherRules() > 0) {
      report.note(
          "%sFiles made by another rule than that of the settings: %,d; run enrich first, then fill in keys."
              .formatted(before, lookup.filesOfOtherRules()));
    }
  }

  private static String whyLeftOut(UnmatchedLookup lookup) {
    return !isNamed(lookup) || CsvForm.isMerchants(lookup.table())
        ? "merchant_lookup, as bootstrap makes it, does not take them (empty, with NUL, or over %d characters)"
            .formatted(LookupCsv.LONGEST_KEY)
        : "no text of PostgreSQL can be them (with NUL, or bytes that are no UTF-8)";
  }

  private static boolean isNamed(UnmatchedLookup lookup) {
    return !lookup.name().isEmpty();
  }

  private static String count(long number) {
    return "%,d".formatted(number);
  }
}
