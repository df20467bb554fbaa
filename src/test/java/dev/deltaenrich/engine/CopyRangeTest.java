package dev.deltaenrich.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopyRangeTest {
  private static final long MEBIBYTE = 1L << 20;
  private static final long LARGEST_PART = 5L << 30;

  @ParameterizedTest
  @CsvSource({
    "5242880, 1",
    "67108864, 1",
    "67108865, 2",
    "134217728, 2",
    "1073741824, 16",
    "5497558138880, 9999",
  })
  void theRangesAreThePrefixInParts(long prefix, int parts) {
    List<CopyRange> ranges = CopyRange.of(prefix, CopyRange.PART_BYTES);

    assertThat(ranges).hasSize(parts);
    long position = 0;
    for (int i = 0; i < parts; i++) {
      assertThat(ranges.get(i).part()).isEqualTo(i + 1);
      assertThat(ranges.get(i).first()).isEqualTo(position);
      assertThat(ranges.get(i).last() - ranges.get(i).first() + 1)
          .isBetween(CopyRange.SMALLEST_PART_BYTES, LARGEST_PART)
          .isBetween(prefix / parts, prefix / parts + 1);
      position = ranges.get(i).last() + 1;
    }
    assertThat(position).isEqualTo(prefix);
  }

  @ParameterizedTest
  @CsvSource({"9, 1", "10, 2", "14, 2", "15, 3"})
  void noPartIsSmallerThanThemThatS3Takes(long mebibytes, int parts) {
    assertThat(CopyRange.of(mebibytes * MEBIBYTE, MEBIBYTE)).hasSize(parts);
  }
}
