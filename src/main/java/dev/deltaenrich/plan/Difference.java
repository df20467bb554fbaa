package dev.deltaenrich.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The difference as far as files alone tell it. Some curated files may be in doubt, since the
 * lookup changed; with the verdicts on those it becomes a plan.
 */
public final class Difference {
  private final Goal goal;
  private final List<HeldFile> right;
  private final List<DoubtfulFile> doubtful;
  private final List<RemovedFile> wrong;
  private final List<PlannedFile> again;
  private final List<LooseSource> loose;
  private final List<SourceFile> empty;
  private final boolean unsettled;

  Difference(
      Goal goal,
      List<HeldFile> right,
      List<DoubtfulFile> doubtful,
      List<RemovedFile> wrong,
      List<PlannedFile> again,
      List<LooseSource> loose,
      List<SourceFile> empty,
      boolean unsettled) {
    this.goal = goal;
    this.right = List.copyOf(right);
    this.doubtful = List.copyOf(doubtful);
    this.wrong = List.copyOf(wrong);
    this.again = List.copyOf(again);
    this.loose = List.copyOf(loose);
    this.empty = List.copyOf(empty);
    this.unsettled = unsettled;
  }

  /** The files in doubt, each of which needs a verdict. */
  public List<DoubtfulFile> doubtful() {
    return doubtful;
  }

  /** The files that may stay: those that are right, and those in doubt. */
  public List<CuratedFile> held() {
    return Stream.concat(
            right.stream().map(HeldFile::file), doubtful.stream().map(DoubtfulFile::file))
        .toList();
  }

  /** Turns the difference into a plan. */
  public Plan plan(Verdicts verdicts) {
    List<PlannedFile> add = new ArrayList<>(again);
    List<RemovedFile> remove = new ArrayList<>(wrong);
    List<HeldFile> keep = new ArrayList<>();
    for (HeldFile file : right) {
      settle(file, lacking(file.file(), verdicts), verdicts, add, keep, remove);
    }
    boolean checked = false;
    for (DoubtfulFile file : doubtful) {
      HeldFile held = new HeldFile(file.file(), file.sources());
      checked |= settle(held, verdict(file, verdicts), verdicts, add, keep, remove);
    }
    Binning binning = new Binning(goal, loose, keep);
    add.addAll(binning.planned());
    binning
        .absorbed()
        .values()
        .forEach(file -> remove.add(new RemovedFile(file.file(), Reason.BINNED.word())));
    List<CuratedFile> kept =
        keep.stream()
            .map(HeldFile::file)
            .filter(file -> !binning.absorbed().containsKey(file.path()))
            .toList();
    return new Plan(add, kept, remove, empty, checked || unsettled);
  }

  /**
   * Keeps a file where there is no reason against it, else has it made again: of itself, unless its
   * sources have more columns by now.
   */
  private static boolean settle(
      HeldFile file,
      String reason,
      Verdicts verdicts,
      List<PlannedFile> add,
      List<HeldFile> keep,
      List<RemovedFile> remove) {
    if (reason == null) {
      return keep.add(file);
    }
    remove.add(new RemovedFile(file.file(), reason));
    boolean whole = lacking(file.file(), verdicts) == null;
    add.add(whole ? file.again(reason) : new PlannedFile(file.sources(), reason));
    return false;
  }

  /** Why a doubtful file is wrong; null when it is right. */
  private static String verdict(DoubtfulFile file, Verdicts verdicts) {
    if (verdicts.goneSnapshots().contains(file.since())) {
      return Reason.SNAPSHOT_GONE.word();
    }
    String path = file.file().path();
    Integer keys = verdicts.changedKeys().get(path);
    return keys == null
        ? lacking(file.file(), verdicts)
        : Reason.lookupChanged(keys, verdicts.changedLookups().getOrDefault(path, List.of()));
  }

  private static String lacking(CuratedFile file, Verdicts verdicts) {
    if (verdicts.lackingColumns().contains(file.path())) {
      return Reason.COLUMN_GAINED.word();
    }
    return verdicts.lackingRows().contains(file.path()) ? Reason.QUARANTINE_GONE.word() : null;
  }
}
