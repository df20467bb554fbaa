package dev.deltaenrich.verify;

import dev.deltaenrich.config.CompositeKey;
import dev.deltaenrich.engine.KeyColumns;
import dev.deltaenrich.engine.TimeColumn;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.RunRecord;
import dev.deltaenrich.source.LookupRoom;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * What the new columns of one lookup should hold, worked out again from the recorded lookup and the
 * recorded rule in plain SQL functions: {@code trim}, {@code lower} and the like on both keys, a
 * left join, a cast.
 */
final class ExpectedValues {
  private static final String DEFAULT = "default:";
  private static final String UUID_DIGITS = "(\\p{XDigit}{4}-?){7}\\p{XDigit}{4}";
  private static final String UUID = "\\A(%1$s|\\{%1$s\\})\\z".formatted(UUID_DIGITS);
  private static final String QUARANTINE = "quarantine";

  private final String keyColumn;
  private final String matchedColumn;
  private final String expectedColumn;
  private final String rowsColumn;
  private final String timeColumn;
  private final RunRecord run;
  private final KeyColumns key;
  private final List<Pair> pairs;

  /** A lookup column and the new column that shows it. */
  private record Pair(String lookupColumn, String name) {}

  /**
   * @param recorded the run with this lookup alone
   * @param number tells the columns of a join apart from those of other lookups
   * @param curated the columns of the curated table
   * @throws EnrichException KEY_MISSING where the key is not among them
   */
  ExpectedValues(RecordedRun recorded, int number, StructType curated) {
    this.keyColumn = "_verify_key%d".formatted(number);
    this.matchedColumn = "_verify_matched%d".formatted(number);
    this.expectedColumn = "_verify_expected%d_".formatted(number);
    this.rowsColumn = "_verify_rows%d".formatted(number);
    this.timeColumn = "_verify_time%d".formatted(number);
    this.run = recorded.run();
    this.key =
        KeyColumns.find(curated, CompositeKey.columns(run.rule().key()))
            .orElseThrow(() -> keyMissing(recorded.targetPath(), run.rule().key()));
    this.pairs =
        Arrays.stream(run.rule().columns().split(","))
            .map(word -> word.split(":", 2))
            .map(parts -> new Pair(parts[0], parts[1]))
            .toList();
  }

  private static EnrichException keyMissing(String path, String key) {
    return new EnrichException(
        ErrorCode.KEY_MISSING,
        "Cannot verify %s: it has no column '%s', the key of its newest run; run enrich again"
            .formatted(path, key));
  }

  /** The new columns' names, in order. */
  List<String> names() {
    return pairs.stream().map(Pair::name).toList();
  }

  /** Every curated row once, with what its new columns should hold. */
  Dataset<Row> join(Dataset<Row> curated, Dataset<Row> lookup, LookupSize size) {
    StructType schema = curated.schema();
    Dataset<Row> right = isDated() ? rowsOfKeys(lookup) : rows(lookup);
    Dataset<Row> joined =
        curated.join(
            fitsInMemory(lookup.sparkSession(), size)
                ? functions.broadcast(right)
                : right.hint("merge"),
            normalise(key.text()).equalTo(functions.col(keyColumn)),
            "left");
    if (isDated()) {
      joined = validRow(joined, schema);
    }
    for (int i = 0; i < pairs.size(); i++) {
      DataType type = schema.apply(pairs.get(i).name()).dataType();
      joined =
          joined.withColumn(expectedColumn + i, expected(functions.col(expectedColumn + i), type));
    }
    return joined;
  }

  private boolean isDated() {
    return run.rule().validity() != null;
  }

  /** The lookup's rows: key, true, and the values. */
  private Dataset<Row> rows(Dataset<Row> lookup) {
    List<Column> columns = new ArrayList<>();
    columns.add(lookupKey().as(keyColumn));
    columns.add(functions.lit(true).as(matchedColumn));
    columns.addAll(values(functions.col("values")));
    return lookup.select(columns.toArray(Column[]::new));
  }

  private List<Column> values(Column values) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      columns.add(values.getItem(pairs.get(i).lookupColumn()).as(expectedColumn + i));
    }
    return columns;
  }

  /**
   * One row a key, with an array of all rows of the lookup that have the key. The history keeps the
   * bounds of a row's period as the last two parts of its key, in microseconds.
   */
  private Dataset<Row> rowsOfKeys(Dataset<Row> lookup) {
    int parts = CompositeKey.columns(run.rule().key()).size();
    Column kept = functions.split(functions.col("key"), "\\x00");
    Column row =
        functions.struct(
            micros(kept.getItem(parts)).as("from"),
            micros(kept.getItem(parts + 1)).as("to"),
            functions.col("values"));
    return lookup
        .select(
            normalise(functions.substring_index(functions.col("key"), "\0", parts)).as(keyColumn),
            row.as("row"))
        .groupBy(keyColumn)
        .agg(functions.collect_list("row").as(rowsColumn));
  }

  private static Column micros(Column bound) {
    return functions.when(bound.notEqual(""), bound.cast("long"));
  }

  /** Chooses the row that is valid at each row's time; the latest where several go on. */
  private Dataset<Row> validRow(Dataset<Row> joined, StructType schema) {
    RunRecord.UsedValidity validity = run.rule().validity();
    Column time = TimeColumn.micros(schema, validity.rawTime(), ZoneId.of(validity.zone()));
    Column valid =
        functions.array_max(
            functions.transform(
                functions.filter(
                    functions.col(rowsColumn),
                    row ->
                        hasBegun(row, functions.col(timeColumn))
                            .and(
                                row.getField("to")
                                    .isNull()
                                    .or(functions.col(timeColumn).lt(row.getField("to"))))),
                row ->
                    functions.struct(
                        row.getField("from").as("from"),
                        // A map has no order.
                        functions
                            .struct(values(row.getField("values")).toArray(Column[]::new))
                            .as("values"))));
    Dataset<Row> chosen = joined.withColumn(timeColumn, time).withColumn(matchedColumn, valid);
    for (int i = 0; i < pairs.size(); i++) {
      chosen =
          chosen.withColumn(
              expectedColumn + i,
              functions.col(matchedColumn).getField("values").getField(expectedColumn + i));
    }
    return chosen;
  }

  private static Column hasBegun(Column row, Column time) {
    Column from = row.getField("from");
    return time.isNotNull().and(from.isNull().or(from.leq(time)));
  }

  /** The text of a lookup row, in bytes. */
  Column lookupBytes() {
    Column size = functions.octet_length(functions.col("key"));
    for (Pair pair : pairs) {
      Column value = functions.col("values").getItem(pair.lookupColumn());
      size = size.plus(functions.coalesce(functions.octet_length(value), functions.lit(0)));
    }
    return size;
  }

  private boolean fitsInMemory(SparkSession spark, LookupSize size) {
    return LookupRoom.of(spark.sparkContext()).holds(size.rows(), pairs.size(), size.bytes());
  }

  /** The key of a lookup row as it is compared. */
  Column lookupKey() {
    return normalise(functions.col("key"));
  }

  private Column expected(Column value, DataType type) {
    return functions.when(matched(), value.cast(type)).otherwise(defaultValue().cast(type));
  }

  private Column defaultValue() {
    return run.rule().unmatched().startsWith(DEFAULT)
        ? functions.lit(run.rule().unmatched().substring(DEFAULT.length()))
        : functions.lit(null);
  }

  /** The setting, and what each part of the keys is where texts do not tell which are equal. */
  private Column normalise(Column key) {
    String[] words = run.rule().match().split(" as ", 2);
    Column text =
        switch (words[0]) {
          case "exact" -> key;
          case "trim" -> trimmed(key);
          case "trim-ignore-case" -> functions.lower(trimmed(key));
          default -> throw new IllegalStateException("recorded match " + run.rule().match());
        };
    return words.length == 1 ? text : ofTypes(text, words[1].split(","));
  }

  private static Column ofTypes(Column key, String[] types) {
    Column parts = functions.split(key, "\\x00");
    Column[] compared = new Column[types.length];
    for (int i = 0; i < types.length; i++) {
      compared[i] = ofType(parts.getItem(i), types[i]);
    }
    return functions
        .when(functions.size(parts).equalTo(types.length), functions.concat_ws("\0", compared))
        .otherwise(key);
  }

  private static Column ofType(Column part, String type) {
    return switch (type) {
      case "text" -> part;
      case "uuid" ->
          functions
              .when(part.rlike(UUID), functions.lower(functions.regexp_replace(part, "[{}-]", "")))
              .otherwise(part);
      case "citext" -> functions.lower(part);
      case "char" -> functions.rtrim(part);
      default -> throw new IllegalStateException("recorded type of a key " + type);
    };
  }

  /** Parts of a composite key have a NUL between them, see {@link CompositeKey}. */
  private static Column trimmed(Column key) {
    Column trimmed = functions.trim(key);
    return functions
        .when(key.contains("\0"), functions.regexp_replace(trimmed, " *\\x00 *", "\0"))
        .otherwise(trimmed);
  }

  /** Of a joined row: whether its key is in the lookup. */
  Column matched() {
    return functions.col(matchedColumn).isNotNull();
  }

  /** Of a joined row: whether it has no key. */
  Column nullKey() {
    return key.text().isNull();
  }

  /** Of a joined row: whether it lacks the time at which a row of its key would be valid. */
  Column nullTime() {
    return isDated()
        ? functions.col(rowsColumn).isNotNull().and(functions.col(timeColumn).isNull())
        : functions.lit(false);
  }

  /** Of a joined row: whether none of the rows of its key is valid at its time. */
  Column outsideValidity() {
    return isDated()
        ? functions
            .col(rowsColumn)
            .isNotNull()
            .and(functions.col(timeColumn).isNotNull())
            .and(functions.not(matched()))
        : functions.lit(false);
  }

  /**
   * Of a joined row: why it should be in the quarantine for this lookup; null where it should not.
   */
  Column reason(String name) {
    String before = name.isEmpty() ? "" : name + ": ";
    return run.rule().unmatched().equals(QUARANTINE)
        ? functions
            .when(matched(), functions.lit(null))
            .when(nullKey(), functions.lit(before + "null-key"))
            .when(nullTime(), functions.lit(before + "null-time"))
            .when(outsideValidity(), functions.lit(before + "outside-validity"))
            .otherwise(functions.lit(before + "unknown-key"))
        : functions.lit(null);
  }

  /** Of a joined row: how many of its new values are wrong; none of a row in the quarantine. */
  Column wrongValues() {
    Column wrong = functions.lit(0L);
    for (int i = 0; i < pairs.size(); i++) {
      wrong = wrong.plus(isWrong(i).cast("long"));
    }
    return wrong;
  }

  private Column isWrong(int i) {
    Column right =
        ColumnNames.column(pairs.get(i).name()).eqNullSafe(functions.col(expectedColumn + i));
    return functions.not(right).and(functions.col(Quarantined.REASON).isNull());
  }

  /** Of a joined row: what its new columns should hold. */
  List<Column> expected() {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      columns.add(functions.col(expectedColumn + i).as(pairs.get(i).name()));
    }
    return columns;
  }
}
