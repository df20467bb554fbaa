package dev.deltaenrich.plan;

import dev.deltaenrich.plan.Goal.Scope;
import dev.deltaenrich.plan.SourceFile.OptionalRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Files by name, and plans of them. */
final class PlanFixture {
  static final String RULE = "rule";
  static final String LOOKUP = "lookup-2";
  static final String EARLIER = "lookup-1";
  static final String RUN = "run-now";
  static final long LARGE = 1_000;
  static final BinPolicy BINS = new BinPolicy(100, 400, 1_000);

  private final List<SourceFile> raw = new ArrayList<>();
  private final List<CuratedFile> curated = new ArrayList<>();
  private Baseline baseline = Baseline.UNKNOWN;
  private Verdicts verdicts = Verdicts.NONE;
  private Scope scope = Scope.DIFFERENCE;
  private BinPolicy bins = BINS;

  static SourceFile source(String id, long bytes, String day) {
    Map<String, String> partition = new HashMap<>();
    partition.put("day", day);
    int vector = id.indexOf('#');
    String path = vector < 0 ? id : id.substring(0, vector);
    return new SourceFile(
        path,
        "file:///raw/" + path,
        bytes,
        "",
        OptionalRows.UNKNOWN,
        vector < 0 ? null : id.substring(vector + 1),
        0,
        partition);
  }

  static CuratedFile file(
      String path, String day, String lookup, String rule, String run, String... sources) {
    Map<String, String> partition = new HashMap<>();
    partition.put("day", day);
    return new CuratedFile(
        path,
        1,
        partition,
        Optional.of(new FileTags(Arrays.asList(sources), lookup, rule, run, "rewrite")));
  }

  /** Large files. */
  PlanFixture raw(String... ids) {
    Arrays.stream(ids).forEach(id -> raw.add(source(id, LARGE, "1")));
    return this;
  }

  PlanFixture raw(SourceFile... files) {
    raw.addAll(List.of(files));
    return this;
  }

  /** Small files. */
  PlanFixture small(long bytes, String... ids) {
    Arrays.stream(ids).forEach(id -> raw.add(source(id, bytes, "1")));
    return this;
  }

  /** A file that is right. */
  PlanFixture curated(String path, String... sources) {
    return curated(file(path, "1", LOOKUP, RULE, "run-before", sources));
  }

  PlanFixture curated(CuratedFile... files) {
    curated.addAll(List.of(files));
    return this;
  }

  PlanFixture since(Baseline known) {
    baseline = known;
    return this;
  }

  PlanFixture found(Verdicts found) {
    verdicts = found;
    return this;
  }

  PlanFixture whole() {
    scope = Scope.WHOLE_TABLE;
    return this;
  }

  PlanFixture bins(BinPolicy policy) {
    bins = policy;
    return this;
  }

  Difference difference() {
    return Planner.difference(new Goal(raw, LOOKUP, RULE, RUN, scope, bins), curated, baseline);
  }

  Plan plan() {
    return difference().plan(verdicts);
  }

  /** Such as {@code a+b: new in raw}. */
  static List<String> added(Plan plan) {
    return plan.add().stream().map(PlanFixture::words).toList();
  }

  static String words(PlannedFile file) {
    return "%s: %s"
        .formatted(
            String.join("+", file.sources().stream().map(SourceFile::id).toList()), file.reason());
  }

  /** Such as {@code A: gone from raw}. */
  static List<String> removed(Plan plan) {
    return plan.remove().stream().map(it -> it.file().path() + ": " + it.reason()).toList();
  }

  static List<String> kept(Plan plan) {
    return plan.keep().stream().map(CuratedFile::path).toList();
  }
}
