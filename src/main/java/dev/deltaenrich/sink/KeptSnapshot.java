package dev.deltaenrich.sink;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import dev.deltaenrich.config.KeyEquality;
import dev.deltaenrich.engine.Background;
import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.source.LookupMark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A snapshot in the lookup history: all its rows, or those that differ from another snapshot, its
 * base, of which all rows are kept. A row of its own stands for the base's row of the same key, and
 * each key of the base is one of the snapshot. The tags of its files name the base; so does, for
 * plain readers of the table, a row without a key.
 *
 * @param table the history
 * @param id the snapshot's
 * @param own the files of its own rows; none when it is not kept
 * @param base those of its base; empty where it has none
 */
record KeptSnapshot(DeltaTable table, String id, List<AddFile> own, Optional<List<AddFile>> base) {
  private static final String BASE = ArchivedSnapshot.BASE;

  /** Each thread holds a row group in memory. */
  private static final int MOST_THREADS = 4;

  static KeptSnapshot of(DeltaTable table, String id) {
    List<AddFile> own = filesOf(table, id).toList();
    // A base that went and came back as a difference is none any more.
    Optional<List<AddFile>> base =
        baseOf(own)
            .map(it -> filesOf(table, it).filter(file -> tag(file, BASE).isEmpty()).toList());
    return new KeptSnapshot(table, id, own, base);
  }

  private static Stream<AddFile> filesOf(DeltaTable table, String snapshot) {
    return table.files().stream()
        .filter(file -> snapshot.equals(file.partitionValues().get(ArchivedSnapshot.PARTITION)));
  }

  private static Optional<String> baseOf(List<AddFile> own) {
    return own.stream().findFirst().flatMap(file -> tag(file, BASE));
  }

  static Optional<String> tag(AddFile file, String name) {
    return file.tags().map(tags -> tags.get(name));
  }

  /** The snapshot of which all rows are kept: itself, or its base. */
  String root() {
    return baseOf(own).orElse(id);
  }

  boolean isKept() {
    return !own.isEmpty() && base.filter(List::isEmpty).isEmpty();
  }

  /** Whether it is kept and no row was deleted. */
  boolean isWhole() {
    return isKept() && files().allMatch(file -> file.deletionVector().isEmpty());
  }

  private Stream<AddFile> files() {
    return Stream.concat(own.stream(), base.stream().flatMap(List::stream));
  }

  /** How many rows it has, by a tag of one of its files. */
  long rowCount() {
    return own.stream()
        .findFirst()
        .flatMap(file -> tag(file, ArchivedSnapshot.ROWS))
        .map(Long::parseLong)
        .orElseThrow();
  }

  /** The moment it was last read from an origin, where a later read can go on from it. */
  Optional<LookupMark> mark(String origin) {
    return own.stream()
        .findFirst()
        .flatMap(file -> tag(file, ArchivedSnapshot.markOf(origin)))
        .map(text -> LookupMark.of(text, baseOf(own)));
  }

  /** Its rows: {@code key} and {@code values}. */
  Dataset<Row> read() {
    Dataset<Row> rows = table.read(own).select("key", "values").where(col("key").isNotNull());
    return base.map(files -> table.read(files).select("key", "values"))
        .map(
            all ->
                all.join(
                        broadcast(rows.select(col("key").as("own"))),
                        all.col("key").equalTo(col("own")),
                        "left_anti")
                    .union(rows))
        .orElse(rows);
  }

  /** The rows that are its own: those that differ from the base, where there is one. */
  List<ArchivedRow> ownRows(List<String> columns) throws IOException {
    List<ArchivedRow> rows = new ArrayList<>();
    for (AddFile file : own) {
      rows.addAll(KeyedRows.all(columns).of(file(file)));
    }
    return rows;
  }

  /** Hands over those of its rows, or of its base's, that are wanted. Several threads look. */
  void scanRoot(KeyedRows wanted, Consumer<ArchivedRow> rows) {
    List<AddFile> files = base.orElse(own);
    int cores = Runtime.getRuntime().availableProcessors();
    int threads = Math.min(files.size(), Math.min(cores, MOST_THREADS));
    IntStream.range(0, threads)
        .mapToObj(
            first ->
                Background.begin(
                    "read the lookup snapshot " + root(),
                    () -> scan(wanted, files, first, threads)))
        // All have begun before the first is waited for.
        .toList()
        .forEach(scan -> scan.await().forEach(rows));
  }

  private List<ArchivedRow> scan(KeyedRows wanted, List<AddFile> files, int first, int step)
      throws IOException {
    List<ArchivedRow> found = new ArrayList<>();
    for (int i = first; i < files.size(); i += step) {
      found.addAll(wanted.of(file(files.get(i))));
    }
    return found;
  }

  /** Its rows that stand for rows of the base, or that the base lacks, by their keys. */
  private Map<String, ArchivedRow> differing(List<String> columns) throws IOException {
    Map<String, ArchivedRow> rows = new LinkedHashMap<>();
    for (ArchivedRow row : base.isEmpty() ? List.<ArchivedRow>of() : ownRows(columns)) {
      rows.put(row.key(), row);
    }
    return rows;
  }

  /** Some of its rows; their keys are given as they are compared. */
  Collection<ArchivedRow> rowsOf(
      Set<String> keys, KeyEquality match, List<String> columns, RootRows roots)
      throws IOException {
    Map<String, ArchivedRow> rows = new LinkedHashMap<>(roots.find(this, keys, match, columns));
    differing(columns)
        .forEach(
            (key, row) -> {
              if (keys.contains(match.normalise(key))) {
                rows.put(key, row);
              }
            });
    return rows.values();
  }

  /**
   * The keys whose rows differ from another snapshot's of the same root: a look at few rows.
   *
   * @return empty where the two have no root in common
   */
  Optional<Set<String>> keysDiffering(KeptSnapshot other, List<String> columns, RootRows roots)
      throws IOException {
    if (!isWhole() || !other.isWhole() || !root().equals(other.root())) {
      return Optional.empty();
    }
    Map<String, ArchivedRow> rows = differing(columns);
    Map<String, ArchivedRow> others = other.differing(columns);
    Set<String> inOne = new HashSet<>(rows.keySet());
    inOne.addAll(others.keySet());
    Set<String> keys = new HashSet<>(inOne);
    inOne.removeIf(key -> rows.containsKey(key) && others.containsKey(key));
    Map<String, ArchivedRow> common = roots.findSpelled(this, inOne, columns);
    keys.removeIf(
        key ->
            Objects.equals(
                rows.getOrDefault(key, common.get(key)),
                others.getOrDefault(key, common.get(key))));
    return Optional.of(keys);
  }

  private LookupFile file(AddFile file) {
    return new LookupFile(table.resolve(file.path()), table.hadoopConf());
  }
}
