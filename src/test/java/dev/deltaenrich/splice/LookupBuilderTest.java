package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.splice.RawFile.Shape;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookupBuilderTest {
  private static final List<AddedColumn> COLUMNS =
      List.of(
          AddedColumn.of("a_text", ValueType.STRING),
          AddedColumn.of("a_number", ValueType.INTEGER),
          AddedColumn.of("a_flag", ValueType.BOOLEAN),
          AddedColumn.of("a_double", ValueType.DOUBLE),
          AddedColumn.decimal("a_decimal", 30, 3),
          AddedColumn.of("a_date", ValueType.DATE),
          AddedColumn.of("a_time", ValueType.TIMESTAMP));

  @TempDir java.nio.file.Path folder;

  private static Object[] values(int i) {
    return new Object[] {
      i % 7 == 0 ? null : "value ä" + i % 100,
      i - 500,
      i % 2 == 0,
      i % 11 == 0 ? Double.NaN : i / 3.0,
      new BigDecimal(i - 300).movePointLeft(3),
      LocalDate.of(1500 + i, 2, 28),
      i % 5 == 0 ? null : Instant.ofEpochSecond((i - 500L) << 29, 123_456_000)
    };
  }

  private static SpliceRule rule(Map<String, Object[]> rows) {
    return new SpliceRule("merchant_id", COLUMNS, KeyMatch.TRIM, rows, values(1));
  }

  private static byte[] utf8(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aFileIsSplicedAsWithALookupPreparedAtOnce() throws Exception {
    Map<String, Object[]> rows = new HashMap<>();
    LookupBuilder builder = new LookupBuilder(rule(Map.of()));
    for (int i = 0; i < 1000; i++) {
      rows.put("Mer-" + i, values(i));
      assertThat(builder.add(utf8("Mer-" + i), values(i))).isTrue();
    }
    Path file =
        RawFile.write(
            new Path(folder.toUri().getPath(), "raw.parquet"),
            Shape.PLAIN_SPARK,
            IntStream.range(0, 4000)
                .mapToObj(i -> i % 50 == 0 ? null : " Mer-" + i * 7 % 1200)
                .toList());

    SplicedTail expected = encode(file, PreparedLookup.of(rule(rows)));
    SplicedTail built = encode(file, builder.build());

    assertThat(built.counts()).isEqualTo(expected.counts());
    assertThat(built.counts().get(0).matched()).isPositive();
    assertThat(built.figures()).isEqualTo(expected.figures());
    assertThat(built.bytes()).isEqualTo(expected.bytes());
  }

  private static SplicedTail encode(Path file, PreparedLookup lookup) throws Exception {
    try (Splice splice =
        new Splicer(RawFile.CONF, List.of(lookup), SourceColumns.ALL)
            .open(file, Spliced.bytes(file), List.of(SourceKey.inColumn("merchant_id")))) {
      return splice.encode();
    }
  }

  @Test
  void aKeyMayComeAgainWithTheSameValuesOnly() {
    LookupBuilder builder = new LookupBuilder(rule(Map.of()));
    builder.add(utf8("a"), values(1));
    builder.add(utf8("b"), new Object[7]);
    long bytes = builder.bytes();

    assertThat(builder.add(utf8("a"), values(1))).isTrue();
    assertThat(builder.add(utf8("b"), new Object[7])).isTrue();
    assertThat(builder.bytes()).isEqualTo(bytes);
    assertThat(builder.add(utf8("a"), values(2))).isFalse();
    assertThat(builder.add(utf8("a"), new Object[7])).isFalse();
    assertThat(builder.add(utf8("b"), values(1))).isFalse();
    assertThat(builder.build().keys().size()).isEqualTo(3);
  }

  @Test
  void keysAndEachDifferentValueTakeMemory() {
    SpliceRule texts = Spliced.categories(Map.of());
    LookupBuilder builder = new LookupBuilder(texts);
    builder.add(utf8("a"), new Object[] {"x".repeat(1000)});
    long one = builder.bytes();
    builder.add(utf8("b"), new Object[] {"x".repeat(1000)});
    long same = builder.bytes() - one;
    builder.add(utf8("c"), new Object[] {"y".repeat(1000)});

    assertThat(one).isBetween(1100L, 1400L);
    assertThat(same).isBetween(50L, 200L);
    assertThat(builder.bytes() - one - same).isEqualTo(one - 8);
  }

  @Test
  void aValueOfAnotherTypeIsRefused() {
    LookupBuilder builder = new LookupBuilder(Spliced.categories(Map.of()));

    assertThatThrownBy(() -> builder.add(utf8("a"), new Object[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
