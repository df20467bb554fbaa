package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.config.KeyMatch;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys are found as bytes exactly where they are found as normalised texts. */
class LookupKeysTest {
  private static final String[] PIECES = {
    "",
    " ",
    "  ",
    "\t",
    "\0",
    "a",
    "A",
    "z",
    "Z",
    "[",
    "@",
    "ä",
    "Ä",
    "İ",
    "ß",
    "😀",
    "\ufffd",
    "-",
    "merchant",
    "MERCHANT-0000001"
  };

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i >= 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  @ParameterizedTest
  @EnumSource
  void bytesMatchAsTextsDo(KeyMatch match) {
    Random random = new Random(4);
    Set<String> normalised = new LinkedHashSet<>();
    for (int i = 0; i < 20_000; i++) {
      normalised.add(match.normalise(text(random)));
    }
    List<String> rows = new ArrayList<>(normalised);
    LookupKeys keys = new LookupKeys(match, rows);

    assertThat(keys.size()).isEqualTo(rows.size() + 1);
    for (int i = 0; i < 50_000; i++) {
      String key = i < rows.size() ? rows.get(i) : text(random);
      int row = keys.row(key.getBytes(StandardCharsets.UTF_8));
      assertThat(row > 0).as(key).isEqualTo(normalised.contains(match.normalise(key)));
      if (row > 0) {
        assertThat(rows.get(row - 1)).isEqualTo(match.normalise(key));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 5_000})
  void anyNumberOfKeysIsKept(int size) {
    ByteKeys keys = new ByteKeys(0);
    for (int i = 0; i < size; i++) {
      byte[] key = new byte[i % 300];
      new Random(i).nextBytes(key);
      if (keys.find(key, 0, key.length) == ByteKeys.NONE) {
        int number = keys.add(key);
        assertThat(number).isEqualTo(keys.size() - 1);
        assertThat(keys.key(number)).isEqualTo(key);
      }
      assertThat(keys.find(key, 0, key.length)).isNotEqualTo(ByteKeys.NONE);
    }
    for (int number = 0; number < keys.size(); number++) {
      byte[] key = keys.key(number);
      assertThat(keys.find(key, 0, key.length)).isEqualTo(number);
    }
  }

  /** A slot holds half of a hash. */
  @Test
  void keysWhoseHashesAreHalfAlikeAreTwo() {
    byte[] one = keyOfHash(0x12345678_00000000L);
    byte[] other = keyOfHash(0x12345678_40000000L);
    assertThat(ByteKeys.hash(one, 0, one.length) ^ ByteKeys.hash(other, 0, other.length))
        .isEqualTo(1L << 30);
    ByteKeys keys = new ByteKeys(16);

    assertThat(keys.add(one)).isZero();
    assertThat(keys.find(other, 0, other.length)).isEqualTo(ByteKeys.NONE);
    assertThat(keys.add(other)).isEqualTo(1);
    assertThat(keys.find(one, 0, one.length)).isZero();
    assertThat(keys.find(other, 0, other.length)).isEqualTo(1);
  }

  /** Eight bytes: the hash, undone. */
  private static byte[] keyOfHash(long hash) {
    long key = Long.BYTES ^ unmixed(unmixed(hash));
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(key).array();
  }

  private static long unmixed(long hash) {
    BigInteger twoTo64 = BigInteger.ONE.shiftLeft(Long.SIZE);
    long inverse = BigInteger.valueOf(ByteKeys.MIX).modInverse(twoTo64).longValue();
    return (hash ^ hash >>> Integer.SIZE) * inverse;
  }
}
