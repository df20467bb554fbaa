package dev.deltaenrich.lineage;

import dev.deltaenrich.report.Report;
import dev.deltaenrich.report.Result;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The newest commits of a curated table, newest first.
 *
 * @param targetPath the table
 * @param oldestKeptVersion the oldest version that its log still tells of
 * @param commits the commits
 */
public record RunsResult(String targetPath, long oldestKeptVersion, List<ListedCommit> commits)
    implements Result {
  private static final List<String> HEADER =
      List.of(
          "version",
          "committed",
          "run",
          "raw",
          "lookup",
          "files",
          "rows",
          "matched",
          "null key",
          "unknown key",
          "outside validity",
          "produced by",
          "seconds");
  private static final List<String> LOOKUPS_HEADER =
      List.of(
          "version",
          "lookup",
          "table",
          "snapshot",
          "matched",
          "null key",
          "unknown key",
          "outside validity");
  private static final String NOT_OURS = "-";

  /** Copies the list. */
  public RunsResult {
    commits = List.copyOf(commits);
  }

  @Override
  public Report report() {
    long oldestListed = commits.get(commits.size() - 1).version();
    Report.Builder report =
        Report.titled("Runs of %s, newest first".formatted(targetPath))
            .table("Commits", HEADER, commits.stream().map(RunsResult::cells).toList());
    addLookups(report);
    commits.stream()
        .filter(commit -> commit.quarantinedRows() != null && commit.quarantinedRows() > 0)
        .forEach(
            commit ->
                report.note(
                    "Version %d: %,d of its rows went to the quarantine."
                        .formatted(commit.version(), commit.quarantinedRows())));
    if (oldestListed > oldestKeptVersion) {
      report.note(
          "Older commits: versions %d to %d; --limit shows more."
              .formatted(oldestKeptVersion, oldestListed - 1));
    }
    if (oldestKeptVersion > 0) {
      report.note(
          "Versions 0 to %d are no longer in the log: its retention (delta.logRetentionDuration) took their entries."
              .formatted(oldestKeptVersion - 1));
    }
    if (commits.stream().noneMatch(ListedCommit::ours)) {
      report.note("None of these commits is delta-enrich's.");
    }
    return report.build();
  }

  private void addLookups(Report.Builder report) {
    List<List<String>> rows =
        commits.stream()
            .flatMap(commit -> commit.lookups().stream().map(lookup -> cells(commit, lookup)))
            .toList();
    if (!rows.isEmpty()) {
      report.table("Lookups of these commits", LOOKUPS_HEADER, rows);
      report.note(
          "Where a commit had several lookups, its line has the figures of the one that matched least.");
    }
  }

  private static List<String> cells(ListedCommit commit, ListedLookup lookup) {
    return List.of(
        String.valueOf(commit.version()),
        lookup.name(),
        lookup.table(),
        lookup.snapshot(),
        matched(lookup.matched(), lookup.matchRate()),
        "%,d".formatted(lookup.nullKey()),
        "%,d".formatted(lookup.unknownKey()),
        "%,d".formatted(lookup.nullTime() + lookup.outsideValidity()));
  }

  private static String matched(long rows, double rate) {
    return "%,d (%.1f%%)".formatted(rows, 100 * rate);
  }

  /** The snapshot; of lookups with names the names, since each has a line of its own. */
  private static String lookups(ListedCommit commit) {
    return commit.lookups().isEmpty()
        ? commit.lookupSnapshot()
        : commit.lookups().stream().map(ListedLookup::name).collect(Collectors.joining(", "));
  }

  private static List<String> cells(ListedCommit commit) {
    String files = "+%,d -%,d".formatted(commit.filesAdded(), commit.filesRemoved());
    if (!commit.ours()) {
      String operation = commit.operation() == null ? "unknown" : commit.operation();
      return List.of(
          String.valueOf(commit.version()),
          commit.time(),
          "not ours: " + operation,
          NOT_OURS,
          NOT_OURS,
          files,
          NOT_OURS,
          NOT_OURS,
          NOT_OURS,
          NOT_OURS,
          NOT_OURS,
          NOT_OURS,
          NOT_OURS);
    }
    return List.of(
        String.valueOf(commit.version()),
        commit.time(),
        commit.complete() ? commit.run() : commit.run() + ", more to do",
        String.valueOf(commit.rawVersion()),
        lookups(commit),
        "%s, %,d kept".formatted(files, commit.filesKept()),
        "%,d".formatted(commit.rows()),
        matched(commit.matched(), commit.matchRate()),
        "%,d".formatted(commit.nullKey()),
        "%,d".formatted(commit.unknownKey()),
        "%,d".formatted(commit.nullTime() + commit.outsideValidity()),
        producers(commit.producers()),
        "%.1f".formatted(commit.seconds()));
  }

  private static String producers(Map<String, Integer> producers) {
    return producers.entrySet().stream()
        .map(producer -> "%s %,d".formatted(producer.getKey(), producer.getValue()))
        .collect(Collectors.joining(", "));
  }
}
