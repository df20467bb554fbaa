package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.config.KeyMatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random files, lookups and rules, against a row-by-row computation that knows no Parquet. */
class RandomSplicesTest {
  private static final int SEEDS = 60;

  @TempDir java.nio.file.Path folder;

  static IntStream seeds() {
    return IntStream.range(0, SEEDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void splicesAreWhatTheRuleSays(int seed) throws Exception {
    Random random = new Random(seed);
    RandomRaw raw = RandomRaw.write(new Path(folder.toUri().getPath(), "raw.parquet"), random);
    SpliceRule rule = rule(raw, random);
    Optional<SpliceRule> other = raw.otherKeys().map(keys -> otherRule(keys, random));

    Spliced spliced = spliced(raw, rule, other);

    List<Group> before = RawFile.read(raw.path());
    List<Group> after = RawFile.read(spliced.target());
    assertThat(after).hasSameSizeAs(raw.keys());
    List<Object[]> expected = raw.keys().stream().map(key -> expected(rule, key)).toList();
    for (int row = 0; row < after.size(); row++) {
      assertThat(after.get(row))
          .as("row %d of seed %d", row, seed)
          .hasToString(
              before.get(row) + text(expected.get(row)) + otherText(raw.otherKeys(), other, row));
    }
    assertFigures(spliced.tail(), expected);
    assertCounts(spliced.tail(), 0, rule, raw.keys());
    if (other.isPresent()) {
      assertCounts(spliced.tail(), 1, other.get(), raw.otherKeys().orElseThrow());
    }
  }

  private static Spliced spliced(RandomRaw raw, SpliceRule rule, Optional<SpliceRule> other)
      throws Exception {
    List<SpliceRule> rules = Stream.concat(Stream.of(rule), other.stream()).toList();
    List<String> names =
        rules.stream().flatMap(it -> it.columns().stream()).map(AddedColumn::name).toList();
    Splicer splicer =
        new Splicer(
            RawFile.CONF,
            rules.stream().map(PreparedLookup::of).toList(),
            new SourceColumns(null, names));
    List<SourceKey> keys = rules.stream().map(it -> SourceKey.inColumn(it.key())).toList();
    return Spliced.of(raw.path(), splicer.open(raw.path(), Spliced.bytes(raw.path()), keys));
  }

  /** Of another lookup, with a column of text and a key of its own. */
  private static SpliceRule otherRule(List<String> keys, Random random) {
    Map<String, Object[]> lookup = new HashMap<>();
    for (String key : new TreeSet<>(keys.stream().filter(Objects::nonNull).toList())) {
      if (random.nextInt(4) > 0) {
        lookup.put(key, new Object[] {random.nextInt(6) == 0 ? null : "segment of " + key});
      }
    }
    return new SpliceRule(
        RandomRaw.OTHER_KEY,
        List.of(AddedColumn.of("segment", ValueType.STRING)),
        KeyMatch.EXACT,
        lookup,
        new Object[] {random.nextBoolean() ? null : "none"});
  }

  private static String otherText(
      Optional<List<String>> keys, Optional<SpliceRule> other, int row) {
    return other
        .map(rule -> expected(rule, keys.orElseThrow().get(row))[0])
        .map(segment -> "segment: " + segment + "\n")
        .orElse("");
  }

  private static SpliceRule rule(RandomRaw raw, Random random) {
    KeyMatch match = KeyMatch.values()[random.nextInt(KeyMatch.values().length)];
    List<String> known =
        raw.keys().stream()
            .filter(Objects::nonNull)
            .distinct()
            .filter(key -> random.nextInt(4) > 0)
            .toList();
    int variety = random.nextBoolean() ? 7 : 20_000;
    SpliceRule all = AllTypes.rule(known, match, random, variety);
    Object[] unmatched = random.nextBoolean() ? all.unmatched() : AllTypes.values(random, variety);
    return new SpliceRule("merchant_id", all.columns(), match, all.lookup(), unmatched);
  }

  private static Object[] expected(SpliceRule rule, String key) {
    return key == null
        ? rule.unmatched()
        : rule.lookup().getOrDefault(rule.match().normalise(key), rule.unmatched());
  }

  /** The new columns as a group prints them. */
  private static String text(Object[] values) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      AddedColumn column = AllTypes.COLUMNS.get(i);
      if (values[i] != null) {
        text.append(column.name()).append(": ");
        text.append(shown(ColumnType.stored(column, values[i]))).append("\n");
      }
    }
    return text.toString();
  }

  private static String shown(Object stored) {
    return stored instanceof org.apache.parquet.io.api.Binary binary
        ? new org.apache.parquet.example.data.simple.BinaryValue(binary).toString()
        : stored.toString();
  }

  private static void assertFigures(SplicedTail tail, List<Object[]> rows) {
    for (int i = 0; i < AllTypes.COLUMNS.size(); i++) {
      int column = i;
      List<Object> values = rows.stream().map(row -> row[column]).filter(Objects::nonNull).toList();
      ColumnFigures figures = tail.figures().get(i);
      assertThat(figures.name()).isEqualTo(AllTypes.COLUMNS.get(i).name());
      assertThat(figures.nullCount()).isEqualTo(rows.size() - values.size());
      assertThat(figures.min())
          .isEqualTo(values.stream().min(RandomSplicesTest::compare).orElse(null));
      assertThat(figures.max())
          .isEqualTo(values.stream().max(RandomSplicesTest::compare).orElse(null));
    }
  }

  /** Texts in the order of their code points, all others in their own. */
  @SuppressWarnings("unchecked")
  private static int compare(Object one, Object other) {
    return one instanceof String text
        ? Arrays.compare(text.codePoints().toArray(), ((String) other).codePoints().toArray())
        : ((Comparable<Object>) one).compareTo(other);
  }

  private static void assertCounts(
      SplicedTail tail, int lookup, SpliceRule rule, List<String> keys) {
    List<String> unknown = new ArrayList<>();
    for (String key : keys) {
      if (key != null && !rule.lookup().containsKey(rule.match().normalise(key))) {
        unknown.add(key);
      }
    }
    Map<String, Long> byKey =
        unknown.stream()
            .collect(
                Collectors.groupingBy(Function.identity(), HashMap::new, Collectors.counting()));
    long nulls = keys.stream().filter(Objects::isNull).count();
    assertThat(tail.rows()).isEqualTo(keys.size());
    assertThat(tail.counts().get(lookup))
        .isEqualTo(
            new dev.deltaenrich.plan.MatchCounts(
                keys.size(), keys.size() - nulls - unknown.size(), nulls, byKey));
  }
}
