package dev.deltaenrich.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts raw files that no curated file holds into curated files to be made: large ones each into its
 * own, small ones of one partition together.
 *
 * <p>Small files that trickle in, a few a run, would make as many curated files as there are runs.
 * So the last bin of a partition, which is seldom full, takes kept files of small raw files in, the
 * smallest first, for as long as none is more than twice what the bin holds by then. A raw file
 * that is made again thus gets into a curated file of at least one and a half times the size: it
 * happens to it a logarithmic number of times, and a partition has a logarithmic number of files
 * that are not full. (A binary counter with carry; what log-structured merge trees call tiers.)
 */
final class Binning {
  private static final int MOST_TIMES_LARGER = 2;
  private static final Comparator<SourceFile> BY_ID = Comparator.comparing(SourceFile::id);

  private final BinPolicy policy;
  private final List<PlannedFile> planned = new ArrayList<>();
  private final Map<String, HeldFile> absorbed = new LinkedHashMap<>();

  /**
   * @param loose in the order in which they are to be packed
   * @param kept files that may be taken into a bin
   */
  Binning(Goal goal, List<LooseSource> loose, List<HeldFile> kept) {
    this.policy = goal.bins();
    Map<Map<String, String>, List<LooseSource>> small = new LinkedHashMap<>();
    for (LooseSource it : loose) {
      if (policy.isSmall(it.source())) {
        small.computeIfAbsent(it.source().partitionValues(), any -> new ArrayList<>()).add(it);
      } else {
        planned.add(new PlannedFile(List.of(it.source()), it.reason().word()));
      }
    }
    Map<Map<String, String>, List<HeldFile>> fillable =
        goal.scope() == Goal.Scope.DIFFERENCE ? fillable(small.keySet(), kept) : Map.of();
    small.forEach(
        (partition, sources) -> pack(sources, fillable.getOrDefault(partition, List.of())));
  }

  /** The files to make. */
  List<PlannedFile> planned() {
    return planned;
  }

  /** Kept files whose sources are in one of these now, by path. */
  Map<String, HeldFile> absorbed() {
    return absorbed;
  }

  private Map<Map<String, String>, List<HeldFile>> fillable(
      Set<Map<String, String>> partitions, List<HeldFile> kept) {
    Map<Map<String, String>, List<HeldFile>> found = new HashMap<>();
    if (partitions.isEmpty()) {
      return found;
    }
    for (HeldFile file : kept) {
      Map<String, String> partition = file.sources().get(0).partitionValues();
      if (partitions.contains(partition)
          && file.sourceBytes() < policy.binBytes()
          && file.sources().stream().allMatch(policy::isSmall)) {
        found.computeIfAbsent(partition, any -> new ArrayList<>()).add(file);
      }
    }
    found
        .values()
        .forEach(
            files ->
                files.sort(
                    Comparator.comparingLong(HeldFile::sourceBytes)
                        .thenComparing(file -> file.file().path())));
    return found;
  }

  private void pack(List<LooseSource> sources, List<HeldFile> fillable) {
    List<LooseSource> bin = new ArrayList<>();
    long bytes = 0;
    for (LooseSource it : sources) {
      if (!bin.isEmpty() && !fits(bytes + it.source().bytes(), bin.size() + 1)) {
        plan(bin, List.of());
        bin = new ArrayList<>();
        bytes = 0;
      }
      bin.add(it);
      bytes += it.source().bytes();
    }
    plan(bin, takenIn(bin.size(), bytes, fillable));
  }

  private boolean fits(long bytes, int sources) {
    return bytes <= policy.binBytes() && sources <= policy.mostSources();
  }

  private List<HeldFile> takenIn(int sources, long bytes, List<HeldFile> fillable) {
    List<HeldFile> taken = new ArrayList<>();
    for (HeldFile file : fillable) {
      long more = file.sourceBytes();
      if (more > MOST_TIMES_LARGER * bytes
          || !fits(bytes + more, sources + file.sources().size())) {
        break;
      }
      taken.add(file);
      bytes += more;
      sources += file.sources().size();
    }
    return taken;
  }

  private void plan(List<LooseSource> bin, List<HeldFile> taken) {
    List<SourceFile> sources = new ArrayList<>();
    bin.forEach(it -> sources.add(it.source()));
    taken.forEach(file -> sources.addAll(file.sources()));
    sources.sort(BY_ID);
    taken.forEach(file -> absorbed.put(file.file().path(), file));
    List<EarlierFile> earlier = taken.stream().map(HeldFile::earlier).toList();
    planned.add(new PlannedFile(sources, mostFrequent(bin).word(), earlier));
  }

  private static Reason mostFrequent(List<LooseSource> bin) {
    Map<Reason, Integer> counts = new EnumMap<>(Reason.class);
    bin.forEach(it -> counts.merge(it.reason(), 1, Integer::sum));
    Reason most = bin.get(0).reason();
    for (Map.Entry<Reason, Integer> entry : counts.entrySet()) {
      if (entry.getValue() > counts.get(most)) {
        most = entry.getKey();
      }
    }
    return most;
  }
}
