package dev.deltaenrich.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.enrich.JoinedLookup;
import dev.deltaenrich.plan.Plan;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.report.Report;
import dev.deltaenrich.report.Result;
import java.util.List;
import java.util.Map;

/**
 * What a run would do.
 *
 * @param outcome {@code would commit}, {@code nothing to do} or {@code switched off}
 * @param raw the raw table at the version that would be read
 * @param target the curated table
 * @param lookupTable the lookup; of several the first, as for all that follows
 * @param lookup its content; of several the ids of all
 * @param lookupBytes the size of its keys and values
 * @param maxBroadcastBytes the bound up to which it is broadcast
 * @param join {@code broadcast} or {@code shuffle}; null when switched off
 * @param joinReason why
 * @param lookups of several lookups each one; else none
 * @param changes what would become of the target's files
 * @param commits into how many commits it would be cut
 * @param maxBatchSize the most raw files a commit; null where app_configs says nothing
 * @param files every file that would change; null unless asked for
 */
public record PlanResult(
    String outcome,
    @JsonUnwrapped(prefix = "raw") TableVersion raw,
    @JsonUnwrapped(prefix = "target") TableVersion target,
    String lookupTable,
    @JsonUnwrapped(prefix = "lookup") LookupFigures lookup,
    long lookupBytes,
    long maxBroadcastBytes,
    String join,
    String joinReason,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<LookupPlan> lookups,
    @JsonUnwrapped Changes changes,
    int commits,
    Integer maxBatchSize,
    List<FileChange> files)
    implements Result {

  /**
   * One of several lookups.
   *
   * @param name its name
   * @param table its table
   * @param snapshot the id of its content
   * @param snapshotRows its rows
   * @param bytes the size of its keys and values
   * @param join {@code broadcast} or {@code shuffle}
   * @param joinReason why
   */
  public record LookupPlan(
      String name,
      String table,
      String snapshot,
      long snapshotRows,
      long bytes,
      String join,
      String joinReason) {
    static LookupPlan of(JoinedLookup joined) {
      return new LookupPlan(
          joined.settings().name(),
          joined.lookup().table(),
          joined.lookup().id(),
          joined.lookup().rowCount(),
          joined.lookup().bytes(),
          joined.join().word(),
          joined.join().reason());
    }
  }

  /**
   * What would become of the target's files.
   *
   * @param filesToAdd files that would be made
   * @param addReasons these by reason
   * @param filesToKeep files that would stay
   * @param filesToRemove files that would be taken out of the table
   * @param removeReasons these by reason
   * @param sourceFiles raw files that the files to be made are made of
   * @param bytesToRead bytes of raw files whose pages would be made anew
   * @param bytesToCopy bytes of raw files that would be copied as they are, unless their footers,
   *     which no plan reads, ask for more
   * @param bytesToMove bytes that would go through the job, in and out: what is read, and about as
   *     much written
   */
  public record Changes(
      int filesToAdd,
      Map<String, Integer> addReasons,
      int filesToKeep,
      int filesToRemove,
      Map<String, Integer> removeReasons,
      int sourceFiles,
      long bytesToRead,
      long bytesToCopy,
      long bytesToMove) {
    private static final Changes NONE =
        of(new Plan(List.of(), List.of(), List.of(), List.of(), false), List.of());

    static Changes of(Plan plan, List<PlannedFile> taken) {
      long copied = taken.stream().mapToLong(PlannedFile::bytes).sum();
      long read = plan.sourceBytes() - copied;
      return new Changes(
          plan.add().size(),
          plan.addReasons(),
          plan.keep().size(),
          plan.remove().size(),
          plan.removeReasons(),
          plan.sourceCount(),
          read,
          copied,
          2 * read);
    }
  }

  /**
   * A file that would change.
   *
   * @param change {@code add} for a raw file whose rows get into a curated file, {@code remove} for
   *     a curated file that is taken out of the table
   * @param path as the log spells it
   * @param bytes its size
   * @param reason why
   */
  public record FileChange(String change, String path, long bytes, String reason) {}

  static PlanResult switchedOff(Settings settings) {
    return new PlanResult(
        "switched off",
        TableVersion.unread(settings.rawPath()),
        TableVersion.unread(settings.targetPath()),
        settings.lookup().table(),
        LookupFigures.UNREAD,
        0,
        settings.lookup().maxBroadcastBytes(),
        null,
        null,
        List.of(),
        Changes.NONE,
        0,
        null,
        null);
  }

  @Override
  public Report report() {
    if (join == null) {
      return Report.titled("Would do nothing: data_ingestion_enabled is false").build();
    }
    String title =
        commits == 0
            ? "Nothing to do: %2$s is what %1$s and the lookup make"
            : "Would enrich %s into %s";
    Report.Builder report =
        Report.titled(title.formatted(raw.path(), target.path()))
            .figure("raw version", raw.version())
            .figure(
                "target version", target.version() < 0 ? "none: would be made" : target.version());
    if (lookups.isEmpty()) {
      report
          .figure("lookup", "%s, snapshot %s".formatted(lookupTable, lookup.snapshot()))
          .figure("join", "%s: %s".formatted(join, joinReason));
    }
    lookups.forEach(
        it ->
            report
                .figure(
                    "lookup " + it.name(), "%s, snapshot %s".formatted(it.table(), it.snapshot()))
                .figure("join " + it.name(), "%s: %s".formatted(it.join(), it.joinReason())));
    report
        .figure(
            "target files",
            "%,d to add, %,d to keep, %,d to remove"
                .formatted(changes.filesToAdd, changes.filesToKeep, changes.filesToRemove))
        .figure("to add", EnrichResult.inWords(changes.addReasons))
        .figure("to remove", EnrichResult.inWords(changes.removeReasons))
        .figure(
            "raw files",
            "%,d: %,d bytes to be read, %,d copied in the store"
                .formatted(changes.sourceFiles, changes.bytesToRead, changes.bytesToCopy))
        .figure("through the job", "about %,d bytes".formatted(changes.bytesToMove))
        .figure(
            "commits",
            "%,d of %s raw files each"
                .formatted(
                    commits, maxBatchSize == null ? "any number of" : "at most " + maxBatchSize));
    if (changes.bytesToCopy > 0) {
      report.note(
          "A plan reads no footers. A run may have to read some of the files to copy: those with row groups below 512 KiB or with narrower types.");
    }
    if (files != null) {
      report.table(
          "Files",
          List.of("change", "bytes", "reason", "path"),
          files.stream()
              .map(
                  file ->
                      List.of(
                          file.change(), "%,d".formatted(file.bytes()), file.reason(), file.path()))
              .toList());
    }
    return report.build();
  }
}
