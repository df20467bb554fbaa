package dev.deltaenrich.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Plans over a hundred thousand files. The bounds are far above what it takes (under a second), and
 * far below what anything quadratic would.
 */
class PlannerScaleTest {
  private static final int FILES = 100_000;
  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final int SMALL = 10;
  private static final int LARGE = 1_000;

  private static List<SourceFile> raw(int files, long bytes) {
    List<SourceFile> raw = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      raw.add(
          PlanFixture.source(
              "day=%d/part-%08d-5f2c4d4e-7b1f-4c0e-9d52-c000.snappy.parquet".formatted(i % 50, i),
              bytes,
              Integer.toString(i % 50)));
    }
    return raw;
  }

  private static List<CuratedFile> curated(List<PlannedFile> planned, String lookup) {
    List<CuratedFile> curated = new ArrayList<>();
    for (PlannedFile file : planned) {
      curated.add(
          PlanFixture.file(
              "enriched-%08d.parquet".formatted(curated.size()),
              file.partitionValues().get("day"),
              lookup,
              PlanFixture.RULE,
              "run",
              file.sources().stream().map(SourceFile::id).toArray(String[]::new)));
    }
    return curated;
  }

  private static Difference difference(List<SourceFile> raw, List<CuratedFile> curated) {
    Goal goal =
        new Goal(
            raw,
            PlanFixture.LOOKUP,
            PlanFixture.RULE,
            "now",
            Goal.Scope.DIFFERENCE,
            PlanFixture.BINS);
    return Planner.difference(goal, curated, Baseline.UNKNOWN);
  }

  private static Plan timed(java.util.function.Supplier<Plan> planning) {
    long start = System.nanoTime();
    Plan plan = planning.get();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
    return plan;
  }

  @Test
  void aFirstRunOverLargeFiles() {
    List<SourceFile> raw = raw(FILES, LARGE);

    Plan plan = timed(() -> difference(raw, List.of()).plan(Verdicts.NONE));

    assertThat(plan.add()).hasSize(FILES);
    assertThat(Batches.of(plan, 1_000, List.of())).hasSize(FILES / 1_000);
  }

  @Test
  void aFirstRunOverSmallFiles() {
    List<SourceFile> raw = raw(FILES, SMALL);

    Plan plan = timed(() -> difference(raw, List.of()).plan(Verdicts.NONE));

    assertThat(plan.add()).hasSize(FILES / 40);
  }

  @Test
  void aRunWithOneNewFile() {
    List<SourceFile> raw = raw(FILES, LARGE);
    List<CuratedFile> curated =
        curated(
            raw.subList(1, FILES).stream().map(it -> new PlannedFile(List.of(it), "x")).toList(),
            PlanFixture.LOOKUP);

    Plan plan = timed(() -> difference(raw, curated).plan(Verdicts.NONE));

    assertThat(plan.add()).hasSize(1);
    assertThat(plan.keep()).hasSize(FILES - 1);
  }

  @Test
  void aChangedLookupAndEverySecondFileRewritten() {
    List<SourceFile> raw = raw(FILES, SMALL);
    List<PlannedFile> bins = difference(raw, List.of()).plan(Verdicts.NONE).add();
    List<CuratedFile> curated = curated(bins, PlanFixture.EARLIER);
    List<SourceFile> now = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      now.add(i % 4_000 < 2_000 ? raw.get(i) : PlanFixture.source("new-" + i, SMALL, "1"));
    }

    Plan plan =
        timed(
            () -> {
              Difference difference = difference(now, curated);
              Map<String, Integer> changed = new HashMap<>();
              difference.doubtful().forEach(it -> changed.put(it.file().path(), 1));
              return difference.plan(new Verdicts(changed, Set.of()));
            });

    assertThat(plan.sourceCount()).isEqualTo(FILES);
    assertThat(
            timed(
                () -> {
                  Batches.of(plan, 500, List.of());
                  return plan;
                }))
        .isSameAs(plan);
  }

  @Test
  void statisticsOfEveryFileAreReadInTime() {
    String statistics =
        "{\"numRecords\":5,\"minValues\":{\"id\":1,\"k\":\"MER-1000\"},\"maxValues\":{\"id\":9,\"k\":\"MER-2000\"},\"nullCount\":{\"id\":0,\"k\":0}}";
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      keys.add("MER-%05d".formatted(30_000 + i));
    }
    ChangedKeys changed = new ChangedKeys(keys);
    long start = System.nanoTime();
    for (int i = 0; i < FILES; i++) {
      assertThat(changed.mayBeIn(statistics, List.of("k"))).isFalse();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
    assertThat(Optional.of(changed.keys())).map(List::size).contains(20_000);
  }
}
