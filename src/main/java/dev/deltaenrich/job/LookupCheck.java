package dev.deltaenrich.job;

import dev.deltaenrich.config.CompositeKey;
import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.config.KeyType;
import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.Period;
import dev.deltaenrich.config.Rule;
import dev.deltaenrich.engine.CharColumns;
import dev.deltaenrich.enrich.JoinedLookup;
import dev.deltaenrich.enrich.LookupDifference;
import dev.deltaenrich.plan.ChangedKeys;
import dev.deltaenrich.plan.CuratedFile;
import dev.deltaenrich.plan.DoubtfulFile;
import dev.deltaenrich.plan.Reason;
import dev.deltaenrich.plan.TimeBounds;
import dev.deltaenrich.plan.Verdicts;
import dev.deltaenrich.sink.CuratedTable;
import dev.deltaenrich.sink.LookupHistory;
import dev.deltaenrich.source.Lookup;
import dev.deltaenrich.source.RawKey;
import dev.deltaenrich.source.RawTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which curated files a changed lookup concerns: those that hold a key whose row is not
 * what it was. What was found out is remembered, so that a run that plans several times looks into
 * a file once. One object serves one run; not thread-safe.
 */
final class LookupCheck {
  private static final Logger LOG = LoggerFactory.getLogger(LookupCheck.class);

  private final SparkSession spark;
  private final LookupHistory history;
  private Rule rule;
  private final Map<Comparison, Optional<Map<String, Period>>> changes = new HashMap<>();
  private final String shown;
  private final Map<Question, Integer> answers = new HashMap<>();

  /** Two snapshots. */
  private record Comparison(String before, String now) {}

  /** How many keys of a file changed between two snapshots. */
  private record Question(String path, Comparison comparison) {}

  LookupCheck(SparkSession spark, LookupHistory history, LookupSettings settings) {
    this.spark = spark;
    this.history = history;
    this.shown = settings.isNamed() ? " " + settings.shown() : "";
  }

  /**
   * The verdicts on files in doubt.
   *
   * @param joined today's lookup; one over the broadcast bound must be in the history already, or
   *     else every file counts as concerned
   */
  Verdicts verdicts(
      List<DoubtfulFile> doubtful, CuratedTable curated, RawKey key, JoinedLookup joined) {
    Lookup lookup = joined.lookup();
    rule = joined.rule();
    Map<String, Integer> changedKeys = new HashMap<>();
    Set<String> gone = new HashSet<>();
    Map<String, List<DoubtfulFile>> bySnapshot =
        doubtful.stream().collect(Collectors.groupingBy(DoubtfulFile::since));
    bySnapshot.forEach(
        (since, files) -> {
          if (!history.contains(since)) {
            LOG.warn(
                "Lookup{} snapshot {} is not kept: {} files are made again",
                shown,
                since,
                files.size());
            gone.add(since);
            return;
          }
          List<CuratedFile> curatedFiles = files.stream().map(DoubtfulFile::file).toList();
          Comparison comparison = new Comparison(since, lookup.id());
          answer(comparison, curatedFiles, curated, key, lookup);
          for (CuratedFile file : curatedFiles) {
            int keys = answers.get(new Question(file.path(), comparison));
            if (keys != 0) {
              changedKeys.put(file.path(), keys);
            }
          }
        });
    return new Verdicts(changedKeys, gone);
  }

  private void answer(
      Comparison comparison,
      List<CuratedFile> files,
      CuratedTable curated,
      RawKey key,
      Lookup lookup) {
    List<CuratedFile> asked =
        files.stream()
            .filter(file -> !answers.containsKey(new Question(file.path(), comparison)))
            .toList();
    if (asked.isEmpty()) {
      return;
    }
    Optional<Map<String, Period>> changed =
        changes.computeIfAbsent(
            comparison, any -> changedKeys(comparison.before(), lookup).map(this::periods));
    Map<String, Integer> counts = new HashMap<>();
    if (changed.isEmpty()) {
      asked.forEach(file -> counts.put(file.path(), Reason.UNCOUNTED));
    } else {
      counts.putAll(counts(asked, changed.get(), curated, key));
    }
    LOG.info(
        "{}: the lookup{}'s snapshots {} and {} differ in {} keys, which {} of {} files hold",
        curated.path(),
        shown,
        comparison.before(),
        comparison.now(),
        changed.map(keys -> Integer.toString(keys.size())).orElse("very many"),
        counts.size(),
        asked.size());
    asked.forEach(
        file ->
            answers.put(
                new Question(file.path(), comparison), counts.getOrDefault(file.path(), 0)));
  }

  private Optional<Set<String>> changedKeys(String before, Lookup lookup) {
    LookupDifference difference = new LookupDifference(lookup.columns(), rule.match());
    if (!lookup.spilled()) {
      return difference.changedKeys(history.read(before), lookup);
    }
    Optional<Set<String>> few = history.keysDiffering(before, lookup.id(), lookup.columns());
    if (few.isPresent()) {
      return few.map(
          keys -> keys.stream().map(rule.match()::normalise).collect(Collectors.toSet()));
    }
    return history.contains(lookup.id())
        ? difference.changedKeys(history.read(before), history.read(lookup.id()))
        : Optional.empty();
  }

  /** The keys alone, each with a period that holds all of its periods that changed. */
  private Map<String, Period> periods(Set<String> changed) {
    Map<String, Period> periods = new HashMap<>();
    for (String row : changed) {
      if (rule.validity().isEmpty()) {
        periods.put(row, Period.ALWAYS);
      } else {
        Period period = Period.of(row);
        periods.merge(Period.keyOf(row), period, Period::with);
      }
    }
    return periods;
  }

  private Map<String, Integer> counts(
      List<CuratedFile> files, Map<String, Period> keys, CuratedTable curated, RawKey key) {
    Map<String, Period> times = times(files, curated, key);
    if (curated
        .partitionColumns()
        .containsAll(key.parts().stream().map(RawKey.Part::name).toList())) {
      return countsByPartition(files, keys, times, curated, key);
    }
    return new KeyCheck(spark, curated, rule, key)
        .count(possible(files, keys.keySet(), curated, key), keys, times);
  }

  /** In which time the times of each file's rows are, by path, as far as that is known. */
  private static Map<String, Period> times(
      List<CuratedFile> files, CuratedTable curated, RawKey key) {
    RawTime time = key.time();
    if (time == null) {
      return Map.of();
    }
    if (!curated.partitionColumns().contains(time.name())) {
      return curated.statistics(
          files,
          statistics -> {
            TimeBounds bounds = TimeBounds.of(statistics, time.path());
            return time.between(bounds.low(), bounds.high());
          });
    }
    Map<String, Period> times = new HashMap<>();
    for (CuratedFile file : files) {
      String value = file.partitionValues().get(time.name());
      times.put(file.path(), time.between(value, value));
    }
    return times;
  }

  /**
   * Statistics are of keys as they are spelled: they rule files out where keys are compared so. A
   * file that holds a composite key holds each of its parts.
   */
  private List<CuratedFile> possible(
      List<CuratedFile> files, Set<String> changed, CuratedTable curated, RawKey key) {
    if (rule.match() != KeyMatch.EXACT) {
      return files;
    }
    Map<RawKey.Part, ChangedKeys> parts = new LinkedHashMap<>();
    for (int i = 0; i < key.parts().size(); i++) {
      if (isInOrder(key.parts().get(i), curated)) {
        parts.put(key.parts().get(i), part(changed, i));
      }
    }
    if (parts.isEmpty()) {
      return files;
    }
    Map<String, Boolean> possible =
        curated.statistics(
            files,
            statistics ->
                parts.entrySet().stream()
                    .allMatch(it -> mayHold(statistics, it.getKey(), it.getValue())));
    return files.stream().filter(file -> possible.getOrDefault(file.path(), true)).toList();
  }

  /** Dates of the year 10000 and later are not in the order of their texts. */
  private static boolean isInOrder(RawKey.Part part, CuratedTable curated) {
    return part.type() != KeyType.DATE && CharColumns.length(curated.schema(), part.name()) == 0;
  }

  private static ChangedKeys part(Set<String> keys, int number) {
    return new ChangedKeys(
        keys.stream().map(key -> CompositeKey.parts(key).get(number)).collect(Collectors.toSet()));
  }

  private static boolean mayHold(String statistics, RawKey.Part part, ChangedKeys changed) {
    return part.type() == KeyType.INTEGER
        ? changed.mayBeAmongIntegersOf(statistics, part.path())
        : changed.mayBeIn(statistics, part.path());
  }

  private Map<String, Integer> countsByPartition(
      List<CuratedFile> files,
      Map<String, Period> keys,
      Map<String, Period> times,
      CuratedTable curated,
      RawKey key) {
    Map<String, Integer> counts = new HashMap<>();
    for (CuratedFile file : files) {
      if (partitionKey(file, curated, key)
          .map(rule.match()::normalise)
          .map(keys::get)
          .filter(times.getOrDefault(file.path(), Period.ALWAYS)::overlaps)
          .isPresent()) {
        counts.put(file.path(), 1);
      }
    }
    return counts;
  }

  /** The key of all rows of a file; empty where they have none. */
  private static Optional<String> partitionKey(CuratedFile file, CuratedTable curated, RawKey key) {
    List<String> parts = new ArrayList<>();
    for (RawKey.Part part : key.parts()) {
      int paddedTo = CharColumns.length(curated.schema(), part.name());
      part.ofPartition(file.partitionValues().get(part.name()))
          .ifPresent(value -> parts.add(CharColumns.padded(value, paddedTo)));
    }
    return parts.size() == key.parts().size()
        ? Optional.of(CompositeKey.join(parts))
        : Optional.empty();
  }
}
