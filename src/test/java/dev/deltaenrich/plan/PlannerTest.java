package dev.deltaenrich.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.plan.SourceFile.OptionalRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final SourceFile ONE = source("day=1/one.parquet", 100, null, "1");
  private static final SourceFile TWO = source("day=2/two.parquet", 23, null, "2");

  @Test
  void makesEveryFileAnewForAWholeTable() {
    CuratedFile ours = new CuratedFile("ours.parquet", 5, Optional.empty());

    Plan plan = Planner.wholeTable(List.of(ONE, TWO), List.of(ours));

    assertThat(plan.add())
        .extracting(PlannedFile::sources)
        .containsExactly(List.of(ONE), List.of(TWO));
    assertThat(plan.add()).extracting(PlannedFile::reason).containsOnly("whole table");
    assertThat(plan.keep()).isEmpty();
    assertThat(plan.remove()).containsExactly(ours);
    assertThat(plan.bytesToRead()).isEqualTo(123);
    assertThat(plan.sourcesToRead()).isEqualTo(2);
  }

  @Test
  void makesNothingOfAnEmptyTable() {
    Plan plan = Planner.wholeTable(List.of(), List.of());

    assertThat(plan).isEqualTo(new Plan(List.of(), List.of(), List.of()));
    assertThat(plan.bytesToRead()).isZero();
  }

  @Test
  void takesAFileWithOtherRowsDeletedForAnotherSource() {
    assertThat(ONE.id()).isEqualTo("day=1/one.parquet");
    assertThat(source("one.parquet", 1, "uABC@4", "1").id()).isEqualTo("one.parquet#uABC@4");
  }

  @Test
  void knowsThePartitionOfAPlannedFileEvenWhenItIsNull() {
    assertThat(new PlannedFile(List.of(ONE), "new").partitionValues())
        .isEqualTo(Map.of("day", "1"));
    SourceFile nowhere = source("x.parquet", 1, null, null);
    assertThat(new PlannedFile(List.of(nowhere), "new").partitionValues())
        .containsEntry("day", null);
  }

  @Test
  void refusesAPlannedFileOfNothing() {
    assertThatThrownBy(() -> new PlannedFile(List.of(), "new"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a planned file needs a source");
  }

  @Test
  void tellsAnUnknownNumberOfRowsFromNone() {
    assertThat(OptionalRows.UNKNOWN.known()).isFalse();
    assertThat(new OptionalRows(0).known()).isTrue();
  }

  private static SourceFile source(String path, long bytes, String deletionVector, String day) {
    Map<String, String> partition = new HashMap<>();
    partition.put("day", day);
    return new SourceFile(
        path, "file:///raw/" + path, bytes, OptionalRows.UNKNOWN, deletionVector, 0, partition);
  }
}
