package dev.deltaenrich.plan;

import static dev.deltaenrich.plan.PlanFixture.added;
import static dev.deltaenrich.plan.PlanFixture.kept;
import static dev.deltaenrich.plan.PlanFixture.removed;
import static dev.deltaenrich.plan.PlanFixture.source;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which raw files share a curated file. Small is below 100 bytes here, a bin is 400. */
class BinningTest {
  private final PlanFixture files = new PlanFixture();

  @Test
  void smallFilesShareABinUpToItsSize() {
    Plan plan = files.small(99, "a", "b", "c", "d", "e").raw("large").plan();

    assertThat(added(plan))
        .containsExactlyInAnyOrder("a+b+c+d: new in raw", "e: new in raw", "large: new in raw");
  }

  @Test
  void aFileOfTheBoundIsNotSmall() {
    assertThat(added(files.small(100, "a", "b").plan()))
        .containsExactly("a: new in raw", "b: new in raw");
  }

  @Test
  void onlyFilesOfOnePartitionShareABin() {
    Plan plan =
        files
            .raw(source("a", 10, "1"), source("b", 10, "2"), source("c", 10, "1"))
            .raw(source("d", 10, null), source("e", 10, null))
            .plan();

    assertThat(added(plan))
        .containsExactlyInAnyOrder("a+c: new in raw", "b: new in raw", "d+e: new in raw");
    assertThat(plan.add())
        .allSatisfy(
            file ->
                assertThat(file.sources())
                    .allSatisfy(
                        it -> assertThat(it.partitionValues()).isEqualTo(file.partitionValues())));
  }

  @Test
  void aBinHoldsABoundedNumberOfFiles() {
    Plan plan = files.small(1, "a", "b", "c").bins(new BinPolicy(100, 400, 2)).plan();

    assertThat(added(plan)).containsExactly("a+b: new in raw", "c: new in raw");
    assertThat(new BinPolicy(1, 1, Integer.MAX_VALUE).mostSources())
        .isEqualTo(BinPolicy.MOST_SOURCES);
    assertThat(new BinPolicy(1, 1, 0).mostSources()).isEqualTo(1);
  }

  @Test
  void withoutBinsEveryFileHasItsOwn() {
    assertThat(added(files.small(1, "a", "b").bins(BinPolicy.NONE).plan()))
        .containsExactly("a: new in raw", "b: new in raw");
  }

  @Test
  void aNewSmallFileTakesASmallBinIn() {
    Plan plan = files.small(30, "a", "b", "c").curated("AB", "a", "b").plan();

    assertThat(added(plan)).containsExactly("a+b+c: new in raw");
    assertThat(removed(plan)).containsExactly("AB: binned with new small files");
    assertThat(plan.keep()).isEmpty();
  }

  @Test
  void aBinOfMoreThanTwiceTheNewFilesStays() {
    Plan plan = files.small(30, "a", "b", "c", "d").curated("ABC", "a", "b", "c").plan();

    assertThat(added(plan)).containsExactly("d: new in raw");
    assertThat(kept(plan)).containsExactly("ABC");
  }

  @Test
  void aFullBinStays() {
    Plan plan =
        files
            .small(99, "a", "b", "c", "d", "e", "f", "g")
            .curated("ABCD", "a", "b", "c", "d")
            .plan();

    assertThat(added(plan)).containsExactly("e+f+g: new in raw");
    assertThat(kept(plan)).containsExactly("ABCD");
  }

  @Test
  void aLargeFileIsNeverTakenIn() {
    Plan plan = files.raw("large").small(90, "a").curated("L", "large").plan();

    assertThat(added(plan)).containsExactly("a: new in raw");
    assertThat(kept(plan)).containsExactly("L");
  }

  @Test
  void aBinOfAnotherPartitionIsNotTakenIn() {
    Plan plan = files.raw(source("a", 10, "2")).small(10, "b").curated("A", "a").plan();

    assertThat(added(plan)).containsExactly("b: new in raw");
    assertThat(kept(plan)).containsExactly("A");
  }

  @Test
  void aChangedLookupTakesNothingIn() {
    Plan plan =
        files
            .small(10, "a", "b")
            .curated(
                PlanFixture.file("A", "1", "lookup-1", PlanFixture.RULE, "x", "a"),
                PlanFixture.file("B", "1", PlanFixture.LOOKUP, PlanFixture.RULE, "x", "b"))
            .found(new Verdicts(java.util.Map.of("A", 1), java.util.Set.of()))
            .plan();

    assertThat(added(plan)).containsExactly("a: lookup changed (1 key in this file)");
    assertThat(kept(plan)).containsExactly("B");
  }

  /** One file a run for 500 runs, with 64 files to a bin. */
  @Test
  void aTrickleOfSmallFilesCostsAndLeavesLittle() {
    int runs = 500;
    BinPolicy bins = new BinPolicy(100, 640, 1_000);
    List<CuratedFile> table = new ArrayList<>();
    int made = 0;
    int mostNotFull = 0;
    for (int run = 1; run <= runs; run++) {
      PlanFixture now = new PlanFixture().bins(bins);
      IntStream.range(0, run).forEach(i -> now.small(10, "%04d".formatted(i)));
      Plan plan = now.curated(table.toArray(CuratedFile[]::new)).plan();
      table.clear();
      table.addAll(plan.keep());
      for (PlannedFile file : plan.add()) {
        made += file.sources().size();
        table.add(
            PlanFixture.file(
                "run-%d-%d".formatted(run, table.size()),
                "1",
                PlanFixture.LOOKUP,
                PlanFixture.RULE,
                "x",
                file.sources().stream().map(SourceFile::id).toArray(String[]::new)));
      }
      int full = runs / 32;
      mostNotFull = Math.max(mostNotFull, table.size() - Math.min(full, run / 32));
    }

    assertThat(table).hasSizeLessThan(30);
    assertThat(mostNotFull).isLessThanOrEqualTo(15);
    assertThat((double) made / runs).as("how often a raw file is read").isLessThan(8);
  }
}
