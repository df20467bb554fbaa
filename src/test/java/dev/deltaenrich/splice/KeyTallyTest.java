package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.plan.MatchCounts;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyTallyTest {
  private final KeyTally tally = new KeyTally();

  private void unknown(String key, long count) {
    tally.addUnknown(key.getBytes(StandardCharsets.UTF_8), count);
  }

  @Test
  void rowsAreCountedByHowTheyMeetTheLookup() {
    tally.addNulls(3);
    tally.addMatched(5);
    unknown("b", 2);
    unknown("c", 1);
    unknown("b", 4);

    assertThat(tally.counts()).isEqualTo(new MatchCounts(15, 5, 3, Map.of("b", 6L, "c", 1L)));
  }

  @Test
  void longKeysAreCutWhereShortOnesAreNot() {
    String ascii = "x".repeat(200);
    String wide = "ä".repeat(200);
    String pairs = "😀".repeat(200);
    for (String key : new String[] {ascii, wide, pairs}) {
      unknown(key, 1);
      unknown(key + "y", 1);
      unknown(key + "z", 1);
    }

    assertThat(tally.counts().unknownKeys())
        .isEqualTo(
            Map.of(
                ascii, 1L, ascii + "…", 2L, wide, 1L, wide + "…", 2L, pairs, 1L, pairs + "…", 2L));
  }

  @Test
  void frequentKeysStayWhenThereAreVeryMany() {
    for (int round = 0; round < 5; round++) {
      unknown("frequent", 40_000);
      for (int i = 0; i < 40_000; i++) {
        unknown("rare %d %d".formatted(round, i), 1);
      }
    }

    assertThat(tally.counts().rows()).isEqualTo(400_000);
    assertThat(tally.counts().unknownKey()).isEqualTo(400_000);
    assertThat(tally.counts().topUnknownKeys(1)).containsOnlyKeys("frequent");
    assertThat(tally.counts().topUnknownKeys(1).get("frequent")).isBetween(160_000L, 200_000L);
  }

  @Test
  void keyThatComesLateWithManyRowsFindsRoom() {
    for (int i = 0; i < KeyTally.MOST_KEYS; i++) {
      unknown("rare " + i, 2);
    }
    unknown("late", 50);

    assertThat(tally.counts().unknownKeys()).isEqualTo(Map.of("late", 48L));
  }
}
