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
          "produced by",
          "seconds");
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
          NOT_OURS);
    }
    return List.of(
        String.valueOf(commit.version()),
        commit.time(),
        commit.run(),
        String.valueOf(commit.rawVersion()),
        commit.lookupSnapshot(),
        files,
        "%,d".formatted(commit.rows()),
        "%,d (%.1f%%)".formatted(commit.matched(), 100 * commit.matchRate()),
        "%,d".formatted(commit.nullKey()),
        "%,d".formatted(commit.unknownKey()),
        producers(commit.producers()),
        "%.1f".formatted(commit.seconds()));
  }

  private static String producers(Map<String, Integer> producers) {
    return producers.entrySet().stream()
        .map(producer -> "%s %,d".formatted(producer.getKey(), producer.getValue()))
        .collect(Collectors.joining(", "));
  }
}
