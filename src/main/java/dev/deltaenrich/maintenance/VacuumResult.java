package dev.deltaenrich.maintenance;

import dev.deltaenrich.report.Report;
import dev.deltaenrich.report.Result;
import java.util.List;

/**
 * What a vacuum took.
 *
 * @param dryRun whether it only looked
 * @param targetPath the curated table
 * @param folders the tables it looked at
 */
public record VacuumResult(boolean dryRun, String targetPath, List<VacuumedFolder> folders)
    implements Result {
  /** Copies the list. */
  public VacuumResult {
    folders = List.copyOf(folders);
  }

  @Override
  public Report report() {
    Report.Builder report =
        Report.titled(
            dryRun
                ? "Would vacuum %s; nothing was deleted".formatted(targetPath)
                : "Vacuumed %s".formatted(targetPath));
    for (VacuumedFolder folder : folders) {
      report.figure(
          folder.table(),
          "%,d files, %,d bytes %s; kept: what a version of the last %,d h names, and whatever is younger"
              .formatted(
                  folder.files(),
                  folder.bytes(),
                  dryRun ? "to delete" : "deleted",
                  folder.retentionHours()));
    }
    List<List<String>> first =
        folders.stream()
            .flatMap(folder -> folder.first().stream().map(file -> List.of(folder.table(), file)))
            .toList();
    if (!first.isEmpty()) {
      report.table("The first of them", List.of("in", "file"), first);
    }
    return report.build();
  }
}
