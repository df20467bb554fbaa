package dev.deltaenrich.plan;

import dev.deltaenrich.plan.SourceFile.OptionalRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Raw table and lookup, in which a file is a list of rows and a lookup a map; changed at random by
 * whatever people do to tables.
 */
final class ModelWorld {
  static final List<String> KEYS = List.of("k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7");

  /** A row of raw. */
  record Row(int id, String key) {}

  /** A file of raw. */
  record RawFile(SourceFile source, List<Row> rows) {}

  final Map<String, Map<String, String>> lookups = new HashMap<>();
  final Map<String, RawFile> raw = new LinkedHashMap<>();
  final List<Set<String>> replaced = new ArrayList<>();
  String lookup;
  String rule = "rule-0";

  private final Random random;
  private final List<Map<String, RawFile>> rawVersions = new ArrayList<>();
  private int nextFile;
  private int nextRow;

  ModelWorld(Random random) {
    this.random = random;
    lookup = kept(new TreeMap<>(Map.of("k0", "v", "k1", "v", "k2", "v")));
  }

  /** A lookup's id is its content, as in the real one. */
  private String kept(Map<String, String> content) {
    lookups.put(content.toString(), content);
    return content.toString();
  }

  /** What a row is in the curated table. */
  String enriched(Row row, String byLookup, String byRule) {
    return "%d %s %s %s"
        .formatted(row.id(), row.key(), byRule, lookups.get(byLookup).get(row.key()));
  }

  /** One thing that happens between two runs. */
  void change() {
    rawVersions.add(new LinkedHashMap<>(raw));
    switch (random.nextInt(9)) {
      case 0, 1 -> append(1 + random.nextInt(5));
      case 2 -> some(1).forEach(file -> raw.remove(file.source().id()));
      case 3 -> rewrite(some(1), true);
      case 4 -> rewrite(some(1 + random.nextInt(4)), false);
      case 5 -> some(1).forEach(this::deleteRowByVector);
      case 6 -> restore();
      case 7 -> editLookup();
      default -> rule = random.nextInt(4) == 0 ? "rule-" + random.nextInt(3) : rule;
    }
  }

  private void append(int files) {
    for (int i = 0; i < files; i++) {
      List<Row> rows = new ArrayList<>();
      for (int row = random.nextInt(4); row >= 0; row--) {
        rows.add(new Row(nextRow++, KEYS.get(random.nextInt(KEYS.size()))));
      }
      land(rows, Integer.toString(random.nextInt(2)));
    }
  }

  private String land(List<Row> rows, String day) {
    String path = "f%05d".formatted(nextFile++);
    long bytes = random.nextBoolean() ? 1 + random.nextInt(99) : 100 + random.nextInt(900);
    SourceFile source = PlanFixture.source(path, bytes, day);
    raw.put(path, new RawFile(source, List.copyOf(rows)));
    return path;
  }

  private List<RawFile> some(int most) {
    List<RawFile> files = new ArrayList<>(raw.values());
    java.util.Collections.shuffle(files, random);
    return files.subList(0, Math.min(most, files.size()));
  }

  /** UPDATE and OPTIMIZE: one version of raw puts one file in the place of several. */
  private void rewrite(List<RawFile> files, boolean changing) {
    if (files.isEmpty()) {
      return;
    }
    Set<String> paths = new HashSet<>();
    List<Row> rows = new ArrayList<>();
    for (RawFile file : files) {
      raw.remove(file.source().id());
      paths.add(file.source().path());
      file.rows().forEach(row -> rows.add(changing ? new Row(row.id(), "k7") : row));
    }
    paths.add(land(rows, files.get(0).source().partitionValues().get("day")));
    replaced.add(paths);
  }

  private void deleteRowByVector(RawFile file) {
    if (file.rows().size() < 2) {
      return;
    }
    SourceFile source = file.source();
    raw.remove(source.id());
    SourceFile other =
        new SourceFile(
            source.path(),
            source.uri(),
            source.bytes(),
            source.stamp(),
            OptionalRows.UNKNOWN,
            "dv" + nextFile++,
            source.deletedRows() + 1,
            source.partitionValues());
    raw.put(other.id(), new RawFile(other, file.rows().subList(1, file.rows().size())));
    replaced.add(Set.of(source.path()));
  }

  private void restore() {
    Map<String, RawFile> before = rawVersions.get(random.nextInt(rawVersions.size()));
    Set<String> paths = new HashSet<>();
    raw.values().forEach(file -> paths.add(file.source().path()));
    before.values().forEach(file -> paths.add(file.source().path()));
    replaced.add(paths);
    raw.clear();
    raw.putAll(before);
  }

  private void editLookup() {
    if (random.nextInt(5) == 0) {
      List<String> known = lookups.keySet().stream().sorted().toList();
      lookup = known.get(random.nextInt(known.size()));
      return;
    }
    Map<String, String> content = new TreeMap<>(lookups.get(lookup));
    String key = KEYS.get(random.nextInt(KEYS.size()));
    if (random.nextInt(3) == 0) {
      content.remove(key);
    } else {
      content.put(key, "v" + random.nextInt(3));
    }
    lookup = kept(content);
  }

  /** The curated table's rows as they should be, sorted. */
  List<String> oracle() {
    return raw.values().stream()
        .flatMap(file -> file.rows().stream())
        .map(row -> enriched(row, lookup, rule))
        .sorted()
        .toList();
  }

  List<SourceFile> sources() {
    List<SourceFile> sources = new ArrayList<>(raw.values().stream().map(RawFile::source).toList());
    java.util.Collections.shuffle(sources, random);
    return sources;
  }
}
