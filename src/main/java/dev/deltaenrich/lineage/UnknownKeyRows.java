package dev.deltaenrich.lineage;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;

import dev.deltaenrich.config.CompositeKey;
import dev.deltaenrich.config.KeyEquality;
import dev.deltaenrich.engine.NamingScan;
import dev.deltaenrich.plan.CuratedFile;
import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.sink.CuratedTable;
import dev.deltaenrich.sink.LookupHistory;
import dev.deltaenrich.sink.QuarantinedRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of a curated table whose key is unknown, grouped by Spark: no key comes to the driver
 * before it is asked for. Of the data, the key column alone is read.
 *
 * @param spark the session, which must be the active one
 * @param curated the table
 * @param quarantine the rows of the same files that are not in the table; empty where all are
 * @param action what failures say was done: {@code Cannot <action>: …}
 */
record UnknownKeyRows(
    SparkSession spark, CuratedTable curated, Optional<QuarantinedRows> quarantine, String action) {
  static final String KEY = "key";
  static final String ROWS = "rows";
  static final String SPELLINGS = "spellings";
  static final String FIRST = "first";
  static final String LAST = "last";

  private static final String FILE = "file";
  private static final String SNAPSHOT = "snapshot";
  private static final String COMPARISON = "comparison";
  private static final String MATCH = "match";
  private static final String PARTS = "parts";
  private static final String COMPARED = "compared";
  private static final String SPELLING = "spelling";

  /** The same code as enrich compares by. */
  private static final UDF2<String, String, String> NORMALISE =
      (match, key) -> KeyEquality.ofWord(match).orElseThrow().normalise(key);

  private static final StructType FILES =
      new StructType()
          .add(FILE, DataTypes.StringType)
          .add(COMPARISON, DataTypes.IntegerType)
          .add(MATCH, DataTypes.StringType)
          .add(FIRST, DataTypes.LongType)
          .add(LAST, DataTypes.LongType);

  private static final StructType SNAPSHOTS =
      new StructType()
          .add(SNAPSHOT, DataTypes.StringType)
          .add(COMPARISON, DataTypes.IntegerType)
          .add(MATCH, DataTypes.StringType)
          .add(PARTS, DataTypes.IntegerType);

  /**
   * The unknown keys: {@link #KEY}, {@link #ROWS}, {@link #SPELLINGS} and, in milliseconds since
   * 1970 or null, {@link #FIRST} and {@link #LAST}. Keys that {@code match} does not tell apart are
   * one, which has the most frequent spelling.
   *
   * @param files not empty
   */
  Dataset<Row> group(Map<KeyComparison, List<CuratedFile>> files, KeyEquality match) {
    List<KeyComparison> comparisons = List.copyOf(files.keySet());
    UserDefinedFunction normalise = udf(NORMALISE, DataTypes.StringType);
    Column perSpelling = sum(ROWS).as(ROWS);
    Column first = min(FIRST).as(FIRST);
    Column last = max(LAST).as(LAST);
    Dataset<Row> unknown =
        keys(files)
            .join(broadcast(spark.createDataFrame(files(files, comparisons), FILES)), FILE)
            .groupBy(COMPARISON, MATCH, KEY)
            .agg(count(lit(1)).as(ROWS), first, last)
            .withColumn(COMPARED, normalise.apply(col(MATCH), col(KEY)))
            .join(known(comparisons, normalise), new String[] {COMPARISON, COMPARED}, "left_anti");
    return unknown
        .groupBy(KEY)
        .agg(perSpelling, first, last)
        .withColumn(COMPARED, normalise.apply(lit(match.word()), col(KEY)))
        .groupBy(COMPARED)
        .agg(
            min(struct(negate(col(ROWS)), col(KEY).as(KEY))).as(SPELLING),
            perSpelling,
            count(lit(1)).as(SPELLINGS),
            first,
            last)
        .select(
            col(SPELLING).getField(KEY).as(KEY), col(ROWS), col(SPELLINGS), col(FIRST), col(LAST));
  }

  /** File and key of each row that has a key. */
  private Dataset<Row> keys(Map<KeyComparison, List<CuratedFile>> files) {
    Map<String, List<CuratedFile>> byColumn = new TreeMap<>();
    files.forEach(
        (comparison, some) ->
            byColumn.computeIfAbsent(comparison.key(), any -> new ArrayList<>()).addAll(some));
    return byColumn.entrySet().stream()
        .map(column -> keys(column.getKey(), column.getValue()))
        .reduce(Dataset::union)
        .orElseThrow();
  }

  private Dataset<Row> keys(String column, List<CuratedFile> files) {
    Dataset<Row> keys = keys(column, curated.read(files));
    return quarantined(files).map(rows -> keys.union(keys(column, rows))).orElse(keys);
  }

  private Optional<Dataset<Row>> quarantined(List<CuratedFile> files) {
    return quarantine
        .map(rows -> rows.filesOf(files))
        .filter(some -> !some.isEmpty())
        .map(some -> quarantine.get().table().read(some));
  }

  private Dataset<Row> keys(String column, Dataset<Row> table) {
    Column key = TextColumns.of(table, column);
    Dataset<Row> keys =
        table.where(key.isNotNull()).select(input_file_name().as(FILE), key.as(KEY));
    return NamingScan.of(spark, keys, new UnreadableFile(action));
  }

  /** How each file's keys were compared, and between which moments raw wrote its sources. */
  private List<Row> files(
      Map<KeyComparison, List<CuratedFile>> files, List<KeyComparison> comparisons) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < comparisons.size(); i++) {
      for (CuratedFile file : files.get(comparisons.get(i))) {
        LongSummaryStatistics seen = rawModified(file.tags().orElseThrow());
        boolean known = seen.getCount() > 0;
        for (String uri : uris(file)) {
          rows.add(
              RowFactory.create(
                  uri,
                  i,
                  comparisons.get(i).match().word(),
                  known ? seen.getMin() : null,
                  known ? seen.getMax() : null));
        }
      }
    }
    return rows;
  }

  /** That of the file, and that of its rows in the quarantine, which has the same path there. */
  private List<String> uris(CuratedFile file) {
    return Stream.concat(Stream.of(curated), quarantine.map(QuarantinedRows::table).stream())
        .map(table -> table.resolve(file).toUri().toString())
        .toList();
  }

  /** Earlier versions of the program wrote no stamps, which have the time. */
  private static LongSummaryStatistics rawModified(FileTags tags) {
    return tags.sources().stream()
        .filter(source -> !source.equals(SourceFile.placeOf(source)))
        .mapToLong(SourceFile::modifiedOf)
        .summaryStatistics();
  }

  /** The keys of the snapshots, as each comparison compared them. */
  private Dataset<Row> known(List<KeyComparison> comparisons, UserDefinedFunction normalise) {
    Map<String, List<Row>> byHistory = new HashMap<>();
    for (int i = 0; i < comparisons.size(); i++) {
      KeyComparison comparison = comparisons.get(i);
      byHistory
          .computeIfAbsent(comparison.history(), any -> new ArrayList<>())
          .add(
              RowFactory.create(
                  comparison.snapshot(),
                  i,
                  comparison.match().word(),
                  CompositeKey.columns(comparison.key()).size()));
    }
    return byHistory.entrySet().stream()
        .map(history -> snapshotKeys(history.getKey(), history.getValue()))
        .reduce(Dataset::union)
        .orElseThrow()
        .select(col(COMPARISON), normalise.apply(col(MATCH), col(KEY)).as(COMPARED));
  }

  private Dataset<Row> snapshotKeys(String history, List<Row> snapshots) {
    Set<String> wanted =
        snapshots.stream().map(snapshot -> snapshot.getString(0)).collect(Collectors.toSet());
    return new LookupHistory(spark, history)
        .keys(wanted)
        .where(col(KEY).isNotNull())
        .join(broadcast(spark.createDataFrame(snapshots, SNAPSHOTS)), SNAPSHOT)
        // Where rows are valid for a time, keys have periods after their parts.
        .select(
            col(COMPARISON),
            col(MATCH),
            expr("substring_index(%s, char(0), %s)".formatted(KEY, PARTS)).as(KEY));
  }

  /** How many rows some files have; Spark reads their footers alone. */
  long countRows(List<CuratedFile> files) {
    Dataset<Row> table = curated.read(files);
    return NamingScan.of(spark, table.select(input_file_name()), new UnreadableFile(action))
        .count();
  }
}
