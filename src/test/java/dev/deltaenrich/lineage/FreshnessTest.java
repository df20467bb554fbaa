package dev.deltaenrich.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.plan.RunRecord;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FreshnessTest {
  private static FileTags tags(String snapshot, String rule, String run) {
    return new FileTags(List.of("part-0"), snapshot, rule, run, "rewrite");
  }

  private static Optional<RunRecord> run(String json) {
    return RunRecord.fromJson("{\"deltaEnrich\":\"1\",%s}".formatted(json));
  }

  private static final Optional<RunRecord> NEWEST =
      run("\"run\":\"r2\",\"rule\":\"rule-1\",\"lookupSnapshot\":\"l2\"");

  private static Freshness of(FileTags tags) {
    return Freshness.of(Optional.of(tags), NEWEST);
  }

  @Test
  void theNewestRunsOwnFileIsUpToDate() {
    assertThat(of(tags("l2", "rule-1", "r2")))
        .isEqualTo(new Freshness("up to date", "made by the newest run"));
  }

  @Test
  void aFileOfTheSameLookupWasKept() {
    assertThat(of(tags("l2", "rule-1", "r1")))
        .isEqualTo(
            new Freshness("up to date", "kept by later runs; the lookup is the newest run's"));
  }

  @Test
  void aKeptFileOfAnEarlierLookupWasFoundUnaffected() {
    assertThat(of(tags("l1", "rule-1", "r1")))
        .isEqualTo(new Freshness("up to date", "unaffected by later lookups up to l2"));
  }

  @Test
  void aFileOfAnotherRuleIsOutOfDate() {
    assertThat(of(tags("l2", "rule-0", "r1")))
        .isEqualTo(new Freshness("out of date", "made by rule rule-0, the newest run's is rule-1"));
  }

  @Test
  void withoutTagsOrRunsNothingIsClaimed() {
    assertThat(Freshness.of(Optional.empty(), NEWEST).state()).isEqualTo("unknown");
    assertThat(Freshness.of(Optional.of(tags("l", "r", "r1")), Optional.empty()))
        .isEqualTo(new Freshness("unknown", "the log tells of no run any more"));
  }
}
