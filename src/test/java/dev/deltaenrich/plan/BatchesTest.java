package dev.deltaenrich.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How a plan is cut into commits. */
class BatchesTest {
  private final PlanFixture files = new PlanFixture();

  private List<String> batches(int most, List<Set<String>> together) {
    return Batches.of(files.plan(), most, together).stream().map(BatchesTest::words).toList();
  }

  /** Such as {@code +a +b+c -A}. */
  private static String words(Batch batch) {
    StringBuilder words = new StringBuilder();
    batch
        .add()
        .forEach(
            file ->
                words
                    .append(" +")
                    .append(
                        String.join("+", file.sources().stream().map(SourceFile::id).toList())));
    batch.remove().forEach(it -> words.append(" -").append(it.file().path()));
    return words.toString().strip();
  }

  @Test
  void aPlanWithinTheBoundIsOneCommit() {
    files.raw("a", "b").curated("C", "c");

    assertThat(batches(2, List.of())).containsExactly("+a +b -C");
  }

  @Test
  void anEmptyPlanIsOneEmptyCommit() {
    assertThat(batches(1, List.of())).containsExactly("");
  }

  @Test
  void aCommitHoldsAtMostSoManyRawFiles() {
    files.raw("a", "b", "c", "d", "e");

    assertThat(batches(2, List.of())).containsExactly("+a +b", "+c +d", "+e");
  }

  @Test
  void aBinIsNotParted() {
    files.small(10, "a", "b", "c").raw("x", "y");

    assertThat(batches(2, List.of())).containsExactlyInAnyOrder("+x +y", "+a+b+c");
  }

  @Test
  void aFileGoesWithWhatHoldsItsRawFilesFromNowOn() {
    files
        .raw("a", "b", "c")
        .curated(
            PlanFixture.file("A", "1", "x", "old", "x", "a"),
            PlanFixture.file("B", "1", "x", "old", "x", "b"),
            PlanFixture.file("C", "1", "x", "old", "x", "c"));

    assertThat(batches(1, List.of())).containsExactly("+a -A", "+b -B", "+c -C");
  }

  @Test
  void aRawFileWithOtherRowsDeletedStandsInForItself() {
    files.raw("a#dv", "b", "c").curated("A", "a");

    assertThat(batches(1, List.of())).containsExactly("+a#dv -A", "+b", "+c");
  }

  @Test
  void whatOneVersionOfRawReplacedIsReplacedByOneCommit() {
    files.raw("c", "d", "n1", "n2").curated("A", "a").curated("B", "b");

    assertThat(batches(1, List.of(Set.of("a", "b", "c", "d"))))
        .containsExactly("+c +d -A -B", "+n1", "+n2");
  }

  @Test
  void filesThatCameAndWentInBetweenLinkWhatIsThere() {
    files.raw("c", "n").curated("A", "a");

    assertThat(batches(1, List.of(Set.of("a", "b"), Set.of("b", "c"))))
        .containsExactly("+c -A", "+n");
  }

  @Test
  void whatIsGoneForGoodGoesFirst() {
    files.raw("a", "b").curated("X", "x").curated("Y", "y");

    assertThat(batches(1, List.of(Set.of("unrelated")))).containsExactly("+a -X -Y", "+b");
  }

  @Test
  void whereNothingElseIsKnownAllThatCameMayReplaceAllThatWent() {
    files
        .raw("a", "b", "n")
        .curated(PlanFixture.file("A", "1", "x", "old", "x", "a"))
        .curated("B", "b")
        .curated("G", "gone");

    assertThat(Batches.allThatChanged(files.plan())).containsExactlyInAnyOrder("gone", "n");
    assertThat(batches(1, List.of(Batches.allThatChanged(files.plan()))))
        .containsExactly("+a -A", "+n -G");
  }

  @Test
  void whereNothingWentNothingIsReplaced() {
    assertThat(Batches.allThatChanged(files.raw("a", "b").plan())).isEmpty();
  }
}
