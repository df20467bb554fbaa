package dev.deltaenrich.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MatchCountsTest {
  private static final MatchCounts COUNTS =
      new MatchCounts(100, 70, 20, Map.of("MER-9", 4L, "MER-8", 6L));

  @Test
  void countsUnknownKeysApartFromNullKeys() {
    assertThat(COUNTS.unknownKey()).isEqualTo(10);
  }

  @Test
  void ratesMatchesAmongRowsWithAKey() {
    assertThat(COUNTS.matchRate()).isCloseTo(0.875, within(1e-12));
    assertThat(new MatchCounts(5, 0, 0, Map.of("x", 5L)).matchRate()).isZero();
  }

  @Test
  void ratesRowsWithoutKeysAsAFullMatch() {
    assertThat(MatchCounts.NONE.matchRate()).isEqualTo(1);
    assertThat(new MatchCounts(5, 0, 5, Map.of()).matchRate()).isEqualTo(1);
  }

  @Test
  void addsUp() {
    MatchCounts other = new MatchCounts(10, 5, 2, Map.of("MER-9", 3L));

    assertThat(COUNTS.plus(other))
        .isEqualTo(new MatchCounts(110, 75, 22, Map.of("MER-9", 7L, "MER-8", 6L)));
    assertThat(COUNTS.plus(MatchCounts.NONE)).isEqualTo(COUNTS);
  }

  @Test
  void listsTheMostFrequentUnknownKeysFirstAndTiesByKey() {
    MatchCounts counts = new MatchCounts(20, 0, 0, Map.of("d", 1L, "b", 5L, "c", 9L, "a", 5L));

    assertThat(counts.topUnknownKeys(3))
        .containsExactly(Map.entry("c", 9L), Map.entry("a", 5L), Map.entry("b", 5L));
    assertThat(counts.topUnknownKeys(10)).hasSize(4);
  }

  @Test
  void cannotBeChanged() {
    Map<String, Long> keys = new HashMap<>(Map.of("x", 1L));
    MatchCounts counts = new MatchCounts(1, 0, 0, keys);
    keys.clear();

    assertThat(counts.unknownKeys()).containsOnlyKeys("x");
    assertThatThrownBy(() -> counts.unknownKeys().put("y", 1L))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
