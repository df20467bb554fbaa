package dev.deltaenrich.job;

import dev.deltaenrich.plan.Batch;
import dev.deltaenrich.plan.Fallback;
import dev.deltaenrich.plan.MatchCounts;
import dev.deltaenrich.plan.Plan;
import dev.deltaenrich.plan.ProducedFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What a run has committed so far. Not thread-safe. */
final class Tally {
  private final List<Long> versions = new ArrayList<>();
  private final Set<String> paths = new HashSet<>();
  private final Map<String, Integer> reasons = new LinkedHashMap<>();
  private final Map<String, Integer> producers = new TreeMap<>();
  private final Map<String, Integer> fallbacks = new TreeMap<>();
  private List<MatchCounts> counts = List.of();
  private long quarantined;
  private int removed;
  private ByteCounts bytes = ByteCounts.NONE;

  /** One commit more. */
  void committed(long version, Batch batch, List<ProducedFile> produced) {
    versions.add(version);
    removed += batch.remove().size();
    new Plan(batch.add(), List.of(), List.of(), List.of(), false)
        .addReasons()
        .forEach((reason, files) -> reasons.merge(reason, files, Integer::sum));
    produced.forEach(this::add);
  }

  private void add(ProducedFile file) {
    paths.add(file.path());
    quarantined += file.quarantinedRows();
    producers.merge(file.producer(), 1, Integer::sum);
    counts = counts.isEmpty() ? file.counts() : plus(file.counts());
    bytes = bytes.plus(file);
  }

  private List<MatchCounts> plus(List<MatchCounts> more) {
    return IntStream.range(0, more.size())
        .mapToObj(lookup -> counts.get(lookup).plus(more.get(lookup)))
        .toList();
  }

  /** Why files were not spliced. */
  void addFallbacks(Map<Fallback, Integer> more) {
    more.forEach((reason, files) -> fallbacks.merge(reason.word(), files, Integer::sum));
  }

  /** Whether nothing has been committed. */
  boolean isEmpty() {
    return versions.isEmpty();
  }

  /** Paths of all files that were committed, as the log spells them. */
  Set<String> paths() {
    return paths;
  }

  /**
   * The result of a run that has ended.
   *
   * @param inQuarantine rows in the quarantine now; empty where that is not known
   */
  EnrichResult result(
      RunInputs inputs, String run, int kept, Optional<Long> inQuarantine, Phases phases) {
    int maxBatch = inputs.controls().maxBatchSize();
    return new EnrichResult(
        isEmpty() ? EnrichResult.NOTHING_TO_DO : EnrichResult.COMMITTED,
        run,
        new TableVersion(inputs.raw().path().toString(), inputs.raw().version()),
        new TableVersion(
            inputs.curated().path().toString(),
            isEmpty() ? inputs.curated().version() : versions.get(versions.size() - 1)),
        LookupFigures.of(inputs),
        inputs.joinWord(),
        MatchCounts.least(counts),
        LookupResult.of(inputs, counts),
        inputs.quarantines() ? quarantined : null,
        inputs.quarantines() ? inQuarantine.orElse(null) : null,
        new FileCounts(paths.size(), removed, kept),
        reasons,
        producers,
        fallbacks,
        versions,
        bytes,
        maxBatch == Integer.MAX_VALUE ? null : maxBatch,
        phases.total(),
        phases.seconds());
  }
}
