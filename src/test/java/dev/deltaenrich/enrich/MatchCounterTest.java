package dev.deltaenrich.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.plan.MatchCounts;
import dev.deltaenrich.splice.KeyTally;
import java.util.List;
import java.util.Map;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

class MatchCounterTest {
  private final MatchCounter counter = new MatchCounter();

  @Test
  void countsMatchedNullAndUnknownKeysApart() {
    add("A", true);
    add("A", true);
    add(null, false);
    add("?", false);
    add("?", false);
    add("!", false);

    assertThat(counter.counts()).isEqualTo(new MatchCounts(6, 2, 1, Map.of("?", 2L, "!", 1L)));
  }

  @Test
  void aNullKeyThatIsFoundIsMatched() {
    counter.add(null, true);

    assertThat(counter.counts()).isEqualTo(new MatchCounts(1, 1, 0, Map.of()));
  }

  @Test
  void aKeyIsCopiedSinceSparkReusesItsBytes() {
    byte[] bytes = {'a'};
    counter.add(UTF8String.fromBytes(bytes), false);
    bytes[0] = 'b';
    counter.add(UTF8String.fromBytes(bytes), false);

    assertThat(counter.counts().unknownKeys()).isEqualTo(Map.of("a", 1L, "b", 1L));
  }

  @Test
  void frequentKeysStayWhenThereAreTooManyToKeep() {
    int distinct = 5 * KeyTally.MOST_KEYS;
    for (int i = 0; i < distinct; i++) {
      add("rare " + i, false);
      add("every second row", false);
    }

    MatchCounts counts = counter.counts();
    assertThat(counts.rows()).isEqualTo(2L * distinct);
    assertThat(counts.unknownKey()).isEqualTo(2L * distinct);
    assertThat(counts.topUnknownKeys(1)).containsOnlyKeys("every second row");
    // Misra and Gries: too low by at most rows / (bound + 1).
    assertThat(counts.unknownKeys().get("every second row"))
        .isBetween((long) distinct - 2L * distinct / KeyTally.MOST_KEYS, (long) distinct);
    assertThat(counts.unknownKeys()).hasSizeLessThanOrEqualTo(KeyTally.MOST_KEYS);
  }

  @Test
  void longKeysAreCutSoThatTheyFitMemoryAndScreen() {
    add("x".repeat(1_000_000), false);
    add("é".repeat(KeyTally.LONGEST_KEY), false);

    assertThat(counter.counts().unknownKeys().keySet())
        .containsExactlyInAnyOrderElementsOf(
            List.of("x".repeat(KeyTally.LONGEST_KEY) + "…", "é".repeat(KeyTally.LONGEST_KEY)));
  }

  private void add(String key, boolean found) {
    counter.add(UTF8String.fromString(key), found);
  }
}
