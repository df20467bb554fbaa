package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.config.SettingsReader;
import dev.deltaenrich.config.SettingsSources;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.MatchCounts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class MatchRulesTest {
  private static ThrowingCallable rule(String setting, MatchCounts counts) {
    SettingsSources sources =
        new SettingsSources(List.of("raw.path=/raw", setting), Map.of(), Optional.empty());
    Settings settings = SettingsReader.read(sources);
    return () -> new MatchRules(settings.rawPath(), settings.lookup()).require(counts);
  }

  private static void assertFails(ThrowingCallable rule, ErrorCode code, String message) {
    assertThatThrownBy(rule)
        .isInstanceOfSatisfying(
            EnrichException.class, failure -> assertThat(failure.code()).isEqualTo(code))
        .hasMessage(message);
  }

  @Test
  void aRateThatIsJustReachedIsEnough() {
    assertThatCode(rule("lookup.min-match-rate=0.9", new MatchCounts(10, 9, 0, Map.of("X", 1L))))
        .doesNotThrowAnyException();
  }

  @Test
  void aRateBelowNamesTheMostFrequentUnknownKeysInOneLine() {
    assertFails(
        rule(
            "lookup.min-match-rate=0.9",
            new MatchCounts(1_000, 899, 0, Map.of("X", 1L, "A\nB", 100L))),
        ErrorCode.MATCH_RATE,
        "Cannot enrich /raw: only 0.8990 of the rows with a key match merchant_lookup, lookup.min-match-rate is 0.9;"
            + " the most frequent unknown keys: 'A B' (100 rows), 'X' (1 rows); complete the lookup or lower the rate");
  }

  @Test
  void rowsWithoutAKeyDoNotCountForTheRate() {
    assertThatCode(rule("lookup.min-match-rate=1", new MatchCounts(10, 3, 7, Map.of())))
        .doesNotThrowAnyException();
    assertThatCode(rule("lookup.min-match-rate=1", new MatchCounts(7, 0, 7, Map.of())))
        .doesNotThrowAnyException();
  }

  @Test
  void rowsWithoutAKeyAreUnmatched() {
    assertThatCode(rule("lookup.unmatched=fail", new MatchCounts(10, 10, 0, Map.of())))
        .doesNotThrowAnyException();
    assertFails(
        rule("lookup.unmatched=fail", new MatchCounts(10, 9, 1, Map.of())),
        ErrorCode.UNMATCHED,
        "Cannot enrich /raw: 1 rows have no key and 0 have keys that merchant_lookup lacks (), and lookup.unmatched is fail;"
            + " complete the lookup or choose null or default:TEXT");
  }
}
