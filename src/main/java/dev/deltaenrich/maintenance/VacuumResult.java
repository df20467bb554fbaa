package dev.deltaenrich.maintenance;

import dev.deltaenrich.report.Report;
import dev.deltaenrich.report.Result;
import java.util.ArrayList;
import java.util.List;

/**
 * What a vacuum took.
 *
 * @param dryRun whether it only looked
 * @param targetPath the curated table
 * @param folders the tables it looked at
 * @param uploads the files that stale multipart uploads would have become, one for each upload
 */
public record VacuumResult(
    boolean dryRun, String targetPath, List<VacuumedFolder> folders, List<String> uploads)
    implements Result {
  private static final int SHOWN_UPLOADS = 5;

  /** Copies the lists. */
  public VacuumResult {
    folders = List.copyOf(folders);
    uploads = List.copyOf(uploads);
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
    report.figure(
        "stale uploads", "%,d %s".formatted(uploads.size(), dryRun ? "to abort" : "aborted"));
    List<List<String>> first = new ArrayList<>();
    for (VacuumedFolder folder : folders) {
      folder.first().forEach(file -> first.add(List.of(folder.table(), file)));
    }
    uploads.stream().limit(SHOWN_UPLOADS).forEach(file -> first.add(List.of("upload", file)));
    if (!first.isEmpty()) {
      report.table("The first of them", List.of("in", "file"), first);
    }
    return report.build();
  }
}
