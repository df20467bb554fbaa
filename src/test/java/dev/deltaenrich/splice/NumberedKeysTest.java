package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/** Columns of a composite key are put together row by row. */
class NumberedKeysTest {
  private static final Path FILE = new Path("file:/raw/part-1.parquet");

  private static NumberedKeys keys(String... rows) {
    NumberedKeysSink sink = new NumberedKeysSink();
    sink.start(null);
    for (String row : rows) {
      sink.addConstant(row == null ? null : row.getBytes(StandardCharsets.UTF_8), 1);
    }
    sink.end();
    return sink.keys();
  }

  private static String text(NumberedKeys keys, int row) {
    int number = keys.rows()[row];
    return number == ByteKeys.NONE
        ? null
        : new String(keys.texts().key(number), StandardCharsets.UTF_8);
  }

  @Test
  void eachPairIsHeldOnce() {
    NumberedKeys joined = keys("a", "b", "a", null, "b").with(keys("1", "1", "1", "1", null), FILE);

    assertThat(IntStream.range(0, 5).mapToObj(row -> text(joined, row)))
        .containsExactly("a\u00001", "b\u00001", "a\u00001", null, null);
    assertThat(joined.texts().size()).isEqualTo(2);
  }

  @Test
  void columnsOfDifferentLengthsAreNotPutTogether() {
    NumberedKeys one = keys("a");
    NumberedKeys two = keys("1", "2");

    assertThatThrownBy(() -> one.with(two, FILE))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.FILE_CORRUPT))
        .hasMessageContaining("the columns of its key have 1 and 2 rows");
  }

  @Test
  void moreKeysThanATaskHasRoomForAreRefused() {
    int[] rows = IntStream.range(0, (1 << 22) + 1).toArray();
    ByteKeys texts = new ByteKeys(rows.length);
    for (int row : rows) {
      texts.add(Integer.toString(row).getBytes(StandardCharsets.US_ASCII));
    }
    NumberedKeys many = new NumberedKeys(texts, rows);
    ByteKeys one = new ByteKeys(1);
    one.add(new byte[] {'x'});
    NumberedKeys constant = new NumberedKeys(one, new int[rows.length]);

    assertThatThrownBy(() -> many.with(constant, FILE))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.FILE_UNREADABLE))
        .hasMessageContaining("more than 4,194,304 different keys of several columns")
        .hasMessageEndingWith("rewrite the file with smaller row groups");
  }
}
