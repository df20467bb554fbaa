package dev.deltaenrich.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which files statistics rule out. */
class ChangedKeysTest {
  private static boolean mayBeIn(String statistics, String... keys) {
    return new ChangedKeys(List.of(keys)).mayBeIn(statistics, List.of("k"));
  }

  private static String bounds(String low, String high) {
    return "{\"numRecords\":5,\"minValues\":{\"k\":\"%s\"},\"maxValues\":{\"k\":\"%s\"},\"nullCount\":{\"k\":0}}"
        .formatted(low, high);
  }

  @Test
  void aKeyBetweenTheBoundsMayBeThere() {
    assertThat(mayBeIn(bounds("b", "d"), "b")).isTrue();
    assertThat(mayBeIn(bounds("b", "d"), "c")).isTrue();
    assertThat(mayBeIn(bounds("b", "d"), "d")).isTrue();
    assertThat(mayBeIn(bounds("b", "d"), "a", "z", "c")).isTrue();
  }

  @Test
  void keysOutsideTheBoundsAreNot() {
    assertThat(mayBeIn(bounds("b", "d"), "a", "e", "z")).isFalse();
    assertThat(mayBeIn(bounds("b", "d"))).isFalse();
    assertThat(mayBeIn(bounds("b", "d"), "ba", "bb", "a")).isTrue();
  }

  @Test
  void withoutBoundsAnythingMayBeThere() {
    assertThat(mayBeIn(null, "a")).isTrue();
    assertThat(mayBeIn("{\"numRecords\":5}", "a")).isTrue();
    assertThat(mayBeIn("no json", "a")).isTrue();
    assertThat(mayBeIn("{\"minValues\":{\"k\":1.5},\"maxValues\":{\"k\":2.5}}", "a")).isTrue();
  }

  private static String numbers(String low, String high) {
    return "{\"minValues\":{\"k\":%s},\"maxValues\":{\"k\":%s}}".formatted(low, high);
  }

  private static boolean integersMayBeIn(String statistics, String... keys) {
    return new ChangedKeys(List.of(keys)).mayBeAmongIntegersOf(statistics, List.of("k"));
  }

  @Test
  void integersAreInTheOrderOfTheirValues() {
    assertThat(integersMayBeIn(numbers("9", "11"), "10")).isTrue();
    assertThat(integersMayBeIn(numbers("9", "11"), "100", "8", "-10", "text")).isFalse();
    assertThat(integersMayBeIn(numbers("-5", "-3"), "-3")).isTrue();
    assertThat(integersMayBeIn(numbers("-5", "-3"), "-6", "-2", "4")).isFalse();
    assertThat(integersMayBeIn(numbers("0", "9223372036854775807"), "9223372036854775807"))
        .isTrue();
    assertThat(integersMayBeIn(numbers("0", "9223372036854775807"), "9999999999999999999", "-1"))
        .isFalse();
    assertThat(integersMayBeIn(numbers("0", "99999999999999999999"), "-1"))
        .as("a bound that no column of integers has")
        .isTrue();
    assertThat(integersMayBeIn(bounds("9", "11"), "100")).as("bounds that are texts").isTrue();
    assertThat(mayBeIn(numbers("9", "11"), "x")).as("texts whose bounds are numbers").isTrue();
  }

  @Test
  void boundsOfAFieldStandInsideOfItsColumns() {
    ChangedKeys changed = new ChangedKeys(List.of("c"));
    String statistics =
        "{\"numRecords\":2,\"minValues\":{\"a\":{\"k\":\"%s\"},\"k\":\"x\"},\"maxValues\":{\"a\":{\"k\":\"%s\"},\"k\":\"z\"}}";

    assertThat(changed.mayBeIn(statistics.formatted("b", "d"), List.of("a", "k"))).isTrue();
    assertThat(changed.mayBeIn(statistics.formatted("d", "e"), List.of("a", "k"))).isFalse();
    assertThat(
            changed.mayBeIn(
                "{\"numRecords\":2,\"nullCount\":{\"a\":{\"k\":2}}}", List.of("a", "k")))
        .isFalse();
  }

  @Test
  void aFileWithoutAKeyHoldsNone() {
    assertThat(mayBeIn("{\"numRecords\":5,\"nullCount\":{\"k\":5}}", "a")).isFalse();
    assertThat(mayBeIn("{\"numRecords\":5,\"nullCount\":{\"k\":4}}", "a")).isTrue();
  }

  @Test
  void aBoundThatWasCutIsReadAsAPrefix() {
    assertThat(mayBeIn(bounds("a", "long\uFFFD"), "longer")).isTrue();
    assertThat(mayBeIn(bounds("a", "long\uFFFD"), "long\uD83D\uDE00")).isTrue();
    assertThat(mayBeIn(bounds("a", "long\uFFFD"), "lonh")).isFalse();
    assertThat(mayBeIn(bounds("a", "long?\uFFFD"), "long\uD83D\uDE00"))
        .as("half a pair that the log made a question mark of")
        .isTrue();
    assertThat(mayBeIn(bounds("a", "long\uDBFF\uDFFF"), "longer")).isTrue();
  }

  @Test
  void textsAreOrderedAsTheirUtf8BytesAre() {
    List<String> texts =
        Arrays.asList("", "a", "b", "ab", "é", "\uD83D\uDE00", "\uFFFD", "\uE000", "\u20AC", "aé");
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      String one = texts.get(random.nextInt(10)) + texts.get(random.nextInt(10));
      String other = texts.get(random.nextInt(10)) + texts.get(random.nextInt(10));
      assertThat(Integer.signum(CodePointOrder.INSTANCE.compare(one, other)))
          .as("%s and %s", one, other)
          .isEqualTo(
              Integer.signum(
                  Arrays.compareUnsigned(
                      one.getBytes(StandardCharsets.UTF_8),
                      other.getBytes(StandardCharsets.UTF_8))));
    }
  }

  @Test
  void noKeyThatIsThereIsEverRuledOut() {
    String[] letters = {"a", "b", "é", "\uFFFD", "\uE000", "\uD83D\uDE00", "?"};
    Random random = new Random(11);
    for (int round = 0; round < 2_000; round++) {
      List<String> keys =
          random
              .ints(4, 0, 5)
              .mapToObj(
                  length ->
                      random
                          .ints(length, 0, letters.length)
                          .mapToObj(i -> letters[i])
                          .collect(Collectors.joining()))
              .sorted(CodePointOrder.INSTANCE)
              .toList();
      String statistics = bounds(cutDown(keys.get(0)), cutUp(keys.get(3)));
      assertThat(keys)
          .allSatisfy(
              key -> assertThat(mayBeIn(statistics, key)).as("%s in %s", key, statistics).isTrue());
    }
  }

  /** As Delta 2.4 cuts to two characters. */
  private static String cutDown(String text) {
    return text.length() <= 2 ? text : text.substring(0, 2);
  }

  /** As Delta 2.4 does: characters that are not below the tie breaker stay. */
  private static String cutUp(String text) {
    if (text.length() <= 2) {
      return text;
    }
    int end = 2;
    while (end < text.length() && text.charAt(end) >= '\uFFFD') {
      end++;
    }
    return text.substring(0, end) + '\uFFFD';
  }
}
