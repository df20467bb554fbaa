package dev.deltaenrich.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.plan.Goal.Scope;
import dev.deltaenrich.plan.ModelWorld.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plans by the thousand, carried out on a model in which a file is a list of rows: whatever happens
 * to raw, lookup and rule, and wherever runs are cut short, the next whole run makes the table that
 * it should be, and leaves alone what it may.
 */
class PlannerModelTest {
  private static final int ROUNDS = 300;

  private Random random;
  private ModelWorld world;
  private Map<String, ModelFile> curated = new LinkedHashMap<>();
  private final List<Map<String, ModelFile>> versions = new ArrayList<>();
  private List<RunRecord> records = new ArrayList<>();
  private final Set<String> forgotten = new HashSet<>();
  private int run;

  /** A curated file with its rows. */
  private record ModelFile(CuratedFile file, List<Row> sourceRows, List<String> rows) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void everyWholeRunMakesTheTableThatItShouldBe(long seed) {
    random = new Random(seed);
    world = new ModelWorld(random);
    for (int round = 0; round < ROUNDS; round++) {
      for (int changes = random.nextInt(4); changes > 0; changes--) {
        world.change();
      }
      if (random.nextInt(25) == 0 && !versions.isEmpty()) {
        restoreCurated();
      }
      if (random.nextInt(40) == 0) {
        forgotten.add(world.lookups.keySet().stream().sorted().findFirst().orElseThrow());
        forgotten.remove(world.lookup);
      }
      boolean whole = run();
      if (whole) {
        assertThat(rows()).as("seed %d, round %d", seed, round).isEqualTo(world.oracle());
        assertThatNothingIsLeftToDo();
      }
    }
  }

  /** Another program's commit: nothing is known any more of what earlier runs had looked at. */
  private void restoreCurated() {
    curated = new LinkedHashMap<>(versions.get(random.nextInt(versions.size())));
    records = new ArrayList<>();
  }

  /** Whether the run came to its end. */
  private boolean run() {
    run++;
    int most = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : Integer.MAX_VALUE;
    Scope scope = random.nextInt(20) == 0 ? Scope.WHOLE_TABLE : Scope.DIFFERENCE;
    int stopAfter = random.nextInt(3) == 0 ? random.nextInt(3) : Integer.MAX_VALUE;
    forgotten.remove(world.lookup);
    for (int commits = 0; commits < stopAfter; commits++) {
      Plan plan = plan(scope, most);
      if (plan.changesNoFile() && !plan.unrecorded()) {
        return true;
      }
      List<Batch> batches = Batches.of(plan, most, together(plan));
      apply(batches.get(0), batches.size() == 1);
      if (batches.size() == 1) {
        world.replaced.clear();
        return true;
      }
    }
    return false;
  }

  /** Raw's log is read from the last complete run on, where one is known. */
  private List<Set<String>> together(Plan plan) {
    return Baseline.of(records).snapshot().isPresent()
        ? world.replaced
        : List.of(Batches.allThatChanged(plan));
  }

  private Plan plan(Scope scope, int most) {
    Goal goal =
        new Goal(
            world.sources(),
            world.lookup,
            world.rule,
            "run-" + run,
            scope,
            new BinPolicy(100, 300, most));
    List<CuratedFile> files = curated.values().stream().map(ModelFile::file).toList();
    Baseline baseline = Baseline.of(records);
    if (baseline.snapshot().filter(forgotten::contains).isPresent()) {
      baseline = baseline.withoutSnapshot();
    }
    Difference difference = Planner.difference(goal, files, baseline);
    Plan plan = difference.plan(verdicts(difference.doubtful()));
    assertThatEveryRemovalHasItsReason(plan, scope);
    return plan;
  }

  private Verdicts verdicts(List<DoubtfulFile> doubtful) {
    Map<String, Integer> changed = new HashMap<>();
    Set<String> gone = new HashSet<>();
    for (DoubtfulFile it : doubtful) {
      if (forgotten.contains(it.since())) {
        gone.add(it.since());
        continue;
      }
      Set<String> keys = new TreeSet<>();
      for (Row row : curated.get(it.file().path()).sourceRows()) {
        if (!Objects.equals(
            world.lookups.get(it.since()).get(row.key()),
            world.lookups.get(world.lookup).get(row.key()))) {
          keys.add(row.key());
        }
      }
      if (!keys.isEmpty()) {
        changed.put(it.file().path(), keys.size());
      }
    }
    return new Verdicts(changed, gone);
  }

  /** A file that is right, by its rows, is taken away only for another scope or a bin. */
  private void assertThatEveryRemovalHasItsReason(Plan plan, Scope scope) {
    for (RemovedFile removed : plan.remove()) {
      ModelFile file = curated.get(removed.file().path());
      FileTags tags = removed.file().tags().orElseThrow();
      boolean there = tags.sources().stream().allMatch(world.raw::containsKey);
      List<String> wanted =
          file.sourceRows().stream()
              .map(row -> world.enriched(row, world.lookup, world.rule))
              .toList();
      boolean right = there && wanted.equals(file.rows());
      Reason reason = Reason.of(removed.reason());
      if (right && scope == Scope.DIFFERENCE && tags.rule().equals(world.rule)) {
        assertThat(reason).isIn(Reason.BINNED, Reason.SNAPSHOT_GONE, Reason.LOOKUP_CHANGED);
      }
      if (reason == Reason.GONE_FROM_RAW) {
        assertThat(tags.sources()).noneMatch(world.raw::containsKey);
      }
    }
  }

  private void apply(Batch batch, boolean complete) {
    versions.add(new LinkedHashMap<>(curated));
    Set<Integer> before = rowIds();
    batch.remove().forEach(it -> assertThat(curated.remove(it.file().path())).isNotNull());
    for (PlannedFile planned : batch.add()) {
      ModelFile made = made(planned);
      curated.put(made.file().path(), made);
    }
    List<Row> rows = curated.values().stream().flatMap(it -> it.sourceRows().stream()).toList();
    Set<Integer> after = rowIds();
    assertThat(after).as("no row is there twice").hasSize(rows.size());
    world.raw.values().stream()
        .flatMap(file -> file.rows().stream())
        .map(Row::id)
        .filter(before::contains)
        .forEach(id -> assertThat(after).as("a row that was there and still is").contains(id));
    records.add(0, record(complete));
  }

  private Set<Integer> rowIds() {
    Set<Integer> ids = new HashSet<>();
    curated.values().forEach(it -> it.sourceRows().forEach(row -> ids.add(row.id())));
    return ids;
  }

  private ModelFile made(PlannedFile planned) {
    List<Row> rows = new ArrayList<>();
    planned.sources().forEach(source -> rows.addAll(world.raw.get(source.id()).rows()));
    FileTags tags =
        new FileTags(
            planned.sources().stream().map(SourceFile::id).toList(),
            world.lookup,
            world.rule,
            "run-" + run,
            "model");
    String path =
        "c%05d-%d".formatted(random.nextInt(100_000), versions.size() * 1000 + curated.size());
    return new ModelFile(
        new CuratedFile(path, 1, planned.partitionValues(), Optional.of(tags)),
        rows,
        rows.stream().map(row -> world.enriched(row, world.lookup, world.rule)).toList());
  }

  private RunRecord record(boolean complete) {
    return new RunRecord(
        "1",
        "run-" + run,
        new RunRecord.Raw("raw", 0, null),
        new RunRecord.UsedLookup(world.lookup, "t", "h", 1),
        new RunRecord.UsedRule(world.rule, "k", "c:c", "exact", "null"),
        MatchCounts.NONE,
        List.of(),
        null,
        Map.of(),
        0,
        0,
        complete,
        0);
  }

  private List<String> rows() {
    return curated.values().stream().flatMap(it -> it.rows().stream()).sorted().toList();
  }

  private void assertThatNothingIsLeftToDo() {
    Plan plan = plan(Scope.DIFFERENCE, Integer.MAX_VALUE);
    assertThat(plan.changesNoFile()).isTrue();
    assertThat(plan.unrecorded()).isFalse();
  }
}
