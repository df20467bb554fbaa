package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteKeysTest {
  private static final int KEYS = 100_000;
  private static final int SLOTS = 1 << 18;

  /** A hash that is as good as chance gives 83,000 slots. */
  @ParameterizedTest
  @ValueSource(strings = {"%d", "%06d", "%08d", "M%07d", "ACC-%06d", "CUST-%011d", "%064d"})
  void keysThatDifferInTheirLastLettersHaveSlotsOfTheirOwn(String format) {
    BitSet taken = new BitSet(SLOTS);
    for (int number = 0; number < KEYS; number++) {
      byte[] key = format.formatted(number).getBytes(StandardCharsets.US_ASCII);
      taken.set((int) ByteKeys.hash(key, 0, key.length) & SLOTS - 1);
    }

    assertThat(taken.cardinality()).isGreaterThan(80_000);
  }
}
