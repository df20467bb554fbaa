package dev.deltaenrich.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BaselineTest {
  private static RunRecord record(String run, String lookup, boolean complete) {
    return new RunRecord(
        "1",
        run,
        new RunRecord.Raw("raw", 1, null),
        new RunRecord.UsedLookup(lookup, "t", "h", 1),
        new RunRecord.UsedRule("rule", "k", "c:c", "exact", "null"),
        new MatchCounts(1, 1, 0, Map.of()),
        List.of(),
        null,
        Map.of(),
        0,
        0,
        complete,
        1);
  }

  @Test
  void theNewestCompleteRunIsWhatFilesAreRightFor() {
    assertThat(Baseline.of(List.of(record("r", "L", true), record("q", "K", true))))
        .isEqualTo(new Baseline(Optional.of("L"), Set.of(), true));
  }

  @Test
  void runsThatCommittedSinceAreNamed() {
    assertThat(
            Baseline.of(
                List.of(record("s", "M", false), record("s", "M", false), record("r", "L", true))))
        .isEqualTo(new Baseline(Optional.of("L"), Set.of("s"), false));
  }

  @Test
  void whereNoRunIsCompleteEveryFileGoesByItsTags() {
    Baseline baseline = Baseline.of(List.of(record("s", "M", false)));

    assertThat(baseline.snapshot()).isEmpty();
    assertThat(baseline.settled()).isFalse();
    assertThat(Baseline.of(List.of())).isEqualTo(Baseline.UNKNOWN);
    assertThat(baseline.snapshotOf(new FileTags(List.of("a"), "T", "rule", "r", "p")))
        .isEqualTo("T");
  }

  @Test
  void aSnapshotThatIsNotKeptCanBeLeftOut() {
    assertThat(Baseline.of(List.of(record("r", "L", true))).withoutSnapshot())
        .isEqualTo(new Baseline(Optional.empty(), Set.of(), true));
  }
}
