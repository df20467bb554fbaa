package dev.deltaenrich.job;

import dev.deltaenrich.plan.CuratedFile;
import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.plan.RunRecord;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.source.RawTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tags of earlier versions of this program name raw files by path and deletion vector alone. Raw's
 * own log, at the version that the last complete run recorded, says which file had such a name
 * then.
 */
final class EarlierSources {
  private final RawTable raw;
  private final Optional<RunRecord> recorded;

  private EarlierSources(RawTable raw, Optional<RunRecord> recorded) {
    this.raw = raw;
    this.recorded = recorded;
  }

  /**
   * The curated files with ids of today as their sources. Raw's log is read again only where there
   * are names of earlier versions. Such a name stays as it is, and then means no raw file of today,
   * where raw is another table than the recorded one.
   *
   * @param recorded the last complete run, if that is known
   * @throws dev.deltaenrich.failure.EnrichException LOG_BROKEN, or what the store says
   */
  static List<CuratedFile> named(
      List<CuratedFile> files, RawTable raw, Optional<RunRecord> recorded) {
    if (files.stream().flatMap(file -> file.tags().stream()).noneMatch(FileTags::hasPlaces)) {
      return files;
    }
    EarlierSources earlier = new EarlierSources(raw, recorded);
    if (earlier.areOfAnotherTable()) {
      return files;
    }
    Map<String, String> ids = earlier.ids();
    return files.stream().map(file -> named(file, ids)).toList();
  }

  /** Where no id was recorded, a version that raw has not reached tells. */
  private boolean areOfAnotherTable() {
    return recorded
        .filter(
            run ->
                run.raw().id() == null
                    ? run.raw().version() > raw.version()
                    : !run.raw().id().equals(raw.id()))
        .isPresent();
  }

  /**
   * Ids by what earlier versions called the files. Files that came after the recorded version, and
   * all where the log does not tell that version any more, are taken to be those of today.
   */
  private Map<String, String> ids() {
    Map<String, String> ids =
        raw.files().stream().collect(Collectors.toMap(SourceFile::place, SourceFile::id));
    recorded.flatMap(run -> raw.idsAt(run.raw().version())).ifPresent(ids::putAll);
    return ids;
  }

  private static CuratedFile named(CuratedFile file, Map<String, String> ids) {
    return new CuratedFile(
        file.path(),
        file.bytes(),
        file.partitionValues(),
        file.tags()
            .map(
                tags ->
                    tags.withSources(
                        tags.sources().stream().map(id -> named(id, tags.run(), ids)).toList())));
  }

  /** A raw file that was modified after the run had begun is not what that run read. */
  private static String named(String id, String run, Map<String, String> ids) {
    String now = ids.get(id);
    boolean read =
        now != null
            && RunId.begunBefore(run)
                .map(moment -> SourceFile.modifiedOf(now) < moment.toEpochMilli())
                .orElse(true);
    return read ? now : id;
  }
}
