package dev.deltaenrich.lineage;

import dev.deltaenrich.report.Report;
import dev.deltaenrich.report.Result;
import java.util.ArrayList;
import java.util.List;

/**
 * What some rows' new columns came from.
 *
 * @param targetPath the curated table
 * @param targetVersion the version that was read
 * @param where the condition
 * @param newestRun the newest recorded run's id; null where the log tells of none
 * @param newestRawVersion its raw version; null likewise
 * @param newestLookupSnapshot its lookup snapshot, of several lookups as in {@link
 *     dev.deltaenrich.plan.LookupIds}; null likewise
 * @param rows the rows
 * @param more whether more rows match than are shown
 */
public record ExplainResult(
    String targetPath,
    long targetVersion,
    String where,
    String newestRun,
    Long newestRawVersion,
    String newestLookupSnapshot,
    List<ExplainedRow> rows,
    boolean more)
    implements Result {
  private static final int SHOWN_RAW_FILES = 5;

  /** Copies the list. */
  public ExplainResult {
    rows = List.copyOf(rows);
  }

  @Override
  public Report report() {
    if (rows.isEmpty()) {
      return Report.titled(
              "No row of %s version %d matches: %s".formatted(targetPath, targetVersion, where))
          .build();
    }
    Report.Builder report =
        Report.titled("Where %s got its values".formatted(targetPath))
            .figure("version", targetVersion)
            .figure("rows where", where)
            .figure(
                "newest run",
                newestRun == null
                    ? "none is recorded any more"
                    : "%s, raw version %d, lookup snapshot %s"
                        .formatted(newestRun, newestRawVersion, newestLookupSnapshot));
    for (int i = 0; i < rows.size(); i++) {
      report.table("Row %d".formatted(i + 1), List.of("what", "value"), facts(rows.get(i)));
    }
    if (more) {
      report.note("More rows match; --limit shows more.");
    }
    return report.build();
  }

  private static List<List<String>> facts(ExplainedRow row) {
    List<List<String>> facts = new ArrayList<>();
    if (row.quarantined() != null) {
      facts.add(List.of("in quarantine", row.quarantined()));
    }
    row.eachLookup().forEach(lookup -> facts.addAll(facts(lookup)));
    facts.add(List.of("curated file", row.curatedFile()));
    facts.add(List.of("raw file", rawFiles(row)));
    facts.add(List.of("raw table", raw(row)));
    facts.add(List.of("run", run(row)));
    facts.add(List.of("state", "%s: %s".formatted(row.state(), row.reason())));
    return facts;
  }

  private static List<List<String>> facts(ExplainedLookup lookup) {
    String before = lookup.name().isEmpty() ? "" : lookup.name() + ": ";
    List<List<String>> facts = new ArrayList<>();
    facts.add(List.of(before + lookup.keyColumn(), quoted(lookup.key())));
    lookup.values().forEach((name, value) -> facts.add(List.of(before + name, quoted(value))));
    facts.add(List.of(before + "lookup", lookup.lookupAnswer()));
    facts.add(List.of(before + "lookup snapshot", snapshot(lookup)));
    return facts;
  }

  private static String snapshot(ExplainedLookup lookup) {
    if (lookup.lookupSnapshot() == null) {
      return "not recorded";
    }
    String taken = lookup.lookupTable() == null ? "" : " of " + lookup.lookupTable();
    String recorded =
        lookup.snapshotKeptSince() == null
            ? "no longer kept"
            : "kept since " + lookup.snapshotKeptSince();
    return "%s%s, %s".formatted(lookup.lookupSnapshot(), taken, recorded);
  }

  private static String rawFiles(ExplainedRow row) {
    if (row.rawFile() != null) {
      int others = row.rawFiles().size() - 1;
      return others == 0
          ? row.rawFile()
          : "%s (the curated file was made of %d others too)".formatted(row.rawFile(), others);
    }
    if (row.rawFiles().isEmpty()) {
      return "not recorded";
    }
    String shown = String.join(", ", row.rawFiles().stream().limit(SHOWN_RAW_FILES).toList());
    return "one of %d: %s%s"
        .formatted(
            row.rawFiles().size(), shown, row.rawFiles().size() > SHOWN_RAW_FILES ? ", …" : "");
  }

  private static String raw(ExplainedRow row) {
    return row.rawPath() == null
        ? "not recorded any more"
        : "version %d of %s".formatted(row.rawVersion(), row.rawPath());
  }

  private static String run(ExplainedRow row) {
    if (row.run() == null) {
      return "not recorded";
    }
    String commit =
        row.version() == null
            ? "its commit is no longer in the log"
            : "version %d at %s".formatted(row.version(), row.committed());
    return "%s, %s, produced by %s".formatted(row.run(), commit, row.producer());
  }

  private static String quoted(String value) {
    return value == null ? "null" : "'" + value + "'";
  }
}
