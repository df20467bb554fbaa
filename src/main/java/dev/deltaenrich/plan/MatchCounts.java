package dev.deltaenrich.plan;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serializable;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How rows met the lookup. Of many thousand distinct unknown keys only the frequent ones are kept,
 * so that a table of a million files needs no more memory than one of a few.
 *
 * @param rows all rows
 * @param matched rows whose key is in the lookup, whatever value it has there
 * @param nullKey rows without a key
 * @param nullTime rows whose key is in the lookup, and which lack the time by which the lookup's
 *     rows are valid
 * @param outsideValidity rows whose key is in the lookup, and for which none of the lookup's rows
 *     is valid at the row's time
 * @param unknownKeys rows by key, for keys the lookup does not have; of very many distinct keys the
 *     frequent ones, each with at most the rows it has
 */
@JsonIgnoreProperties("unknownKeys")
public record MatchCounts(
    long rows,
    long matched,
    long nullKey,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long nullTime,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long outsideValidity,
    Map<String, Long> unknownKeys)
    implements Serializable {
  /** No rows. */
  public static final MatchCounts NONE = new MatchCounts(0, 0, 0, Map.of());

  /** How many unknown keys are kept at most. */
  public static final int MOST_KEYS = 2_000;

  /** Counts of a lookup that is always valid. */
  public MatchCounts(long rows, long matched, long nullKey, Map<String, Long> unknownKeys) {
    this(rows, matched, nullKey, 0, 0, unknownKeys);
  }

  /** Copies the most frequent of {@code unknownKeys}; null, as read from JSON, is none. */
  public MatchCounts {
    Map<String, Long> keys = unknownKeys == null ? Map.of() : unknownKeys;
    unknownKeys =
        Collections.unmodifiableMap(
            new TreeMap<>(keys.size() <= MOST_KEYS ? keys : top(keys, MOST_KEYS)));
  }

  /**
   * The counts of all these files together, of each lookup.
   *
   * @param lookups how many lookups there are
   */
  public static List<MatchCounts> of(Collection<ProducedFile> files, int lookups) {
    return IntStream.range(0, lookups)
        .mapToObj(
            lookup ->
                files.stream()
                    .map(file -> file.counts().get(lookup))
                    .reduce(NONE, MatchCounts::plus))
        .toList();
  }

  /** Those of the lookup that matched least, of several the first. */
  public static MatchCounts least(List<MatchCounts> counts) {
    return counts.stream().min(Comparator.comparingDouble(MatchCounts::matchRate)).orElse(NONE);
  }

  /** Rows with a key that the lookup does not have. */
  @JsonProperty
  public long unknownKey() {
    return rows - matched - nullKey - nullTime - outsideValidity;
  }

  /** Matched rows among rows with a key, 0 to 1; 1 where no row has a key. */
  public double matchRate() {
    return rows == nullKey ? 1.0 : (double) matched / (rows - nullKey);
  }

  /** The counts of both sets of rows together. */
  public MatchCounts plus(MatchCounts other) {
    Map<String, Long> keys = new TreeMap<>(unknownKeys);
    other.unknownKeys.forEach((key, count) -> keys.merge(key, count, Long::sum));
    return new MatchCounts(
        rows + other.rows,
        matched + other.matched,
        nullKey + other.nullKey,
        nullTime + other.nullTime,
        outsideValidity + other.outsideValidity,
        keys);
  }

  /** The {@code most} most frequent unknown keys, most frequent first, ties by key. */
  public Map<String, Long> topUnknownKeys(int most) {
    return top(unknownKeys, most);
  }

  private static Map<String, Long> top(Map<String, Long> keys, int most) {
    List<Map.Entry<String, Long>> sorted =
        keys.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(most)
            .toList();
    Map<String, Long> top = new LinkedHashMap<>();
    sorted.forEach(entry -> top.put(entry.getKey(), entry.getValue()));
    return top;
  }
}
