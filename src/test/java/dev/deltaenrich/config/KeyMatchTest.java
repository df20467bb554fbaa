package dev.deltaenrich.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyMatchTest {
  @Test
  void exactLeavesAKeyAsItIs() {
    assertThat(KeyMatch.EXACT.normalise(" MER-1 ")).isEqualTo(" MER-1 ");
  }

  @Test
  void trimTakesSpacesAtBothEndsAndNothingElse() {
    assertThat(KeyMatch.TRIM.normalise("  MER 1 ")).isEqualTo("MER 1");
    assertThat(KeyMatch.TRIM.normalise("\tMER-1\n")).isEqualTo("\tMER-1\n");
    assertThat(KeyMatch.TRIM.normalise("\u00A0MER-1\u3000")).isEqualTo("\u00A0MER-1\u3000");
    assertThat(KeyMatch.TRIM.normalise("   ")).isEmpty();
    assertThat(KeyMatch.TRIM.normalise("")).isEmpty();
  }

  @Test
  void trimIgnoreCaseFoldsCapitalsToo() {
    assertThat(KeyMatch.TRIM_IGNORE_CASE.normalise(" Mer-ÄÉ😀 ")).isEqualTo("mer-äé😀");
  }

  @Test
  void isSpelledAsInTheSettings() {
    assertThat(KeyMatch.values())
        .extracting(KeyMatch::word)
        .containsExactly("exact", "trim", "trim-ignore-case");
  }
}
