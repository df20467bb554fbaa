package dev.deltaenrich.drills;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import dev.deltaenrich.bootstrap.Bootstrap;
import dev.deltaenrich.config.SettingsReader;
import dev.deltaenrich.config.SettingsSources;
import dev.deltaenrich.services.NewestSnapshot;
import dev.deltaenrich.services.Postgres;
import dev.deltaenrich.services.TestSession;
import io.delta.tables.DeltaTable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;

/**
 * A raw table in MinIO, its lookup in PostgreSQL, places for curated tables, and the right answer.
 * The tests' own Spark session reads and writes them past any proxy.
 */
final class Tables {
  private static final String BETWEEN_COLUMNS = "\u0001";
  private static final int FILES = 4;

  private static final int NEW_ROWS = 50;

  /** Files that the store copies itself have more than 5 MiB; with long texts, few rows do. */
  private static final int LARGE_FILES = 2;

  private static final int HASHES_A_TEXT = 220;

  private final SparkSession spark = TestSession.get();
  private final String database = Postgres.createDatabase();
  private final Bucket bucket = Bucket.create();
  private int targets;
  private int changes;

  private Tables() {}

  /**
   * The sample data in a bucket and a database of their own; raw in four small files, which are
   * rewritten, and two large ones, which are spliced.
   */
  static Tables land() {
    return landIn(FILES);
  }

  /** The same with raw in so many files. */
  static Tables landIn(int files) {
    Tables tables = new Tables();
    new Bootstrap(
            SettingsReader.read(
                new SettingsSources(List.of(), tables.settings(), Optional.empty())),
            Optional.of(Path.of("sample-data/merchant_lookup.csv")),
            Optional.empty())
        .run();
    tables
        .spark
        .read()
        .options(Map.of("header", "true", "multiLine", "true", "inferSchema", "true"))
        .csv("sample-data/transactions.csv")
        .repartition(files)
        .write()
        .format("delta")
        .save(tables.raw());
    tables.landLarge();
    return tables;
  }

  /** Rows of the sample with descriptions that no codec makes small. */
  private void landLarge() {
    Dataset<Row> rows = spark.read().format("delta").load(raw());
    rows.where(col("transaction_id").startsWith("TXN-"))
        .withColumn(
            "description",
            expr(
                "concat_ws('', transform(sequence(1, %d), i -> sha2(concat(transaction_id, i), 256)))"
                    .formatted(HASHES_A_TEXT)))
        .withColumn("transaction_id", concat(lit("LARGE-"), col("transaction_id")))
        .repartition(LARGE_FILES)
        .write()
        .format("delta")
        .mode("append")
        .save(raw());
  }

  /** The raw table. */
  String raw() {
    return bucket.path("raw");
  }

  /** A curated table like another, with a history of lookups of its own. */
  String copyOf(String target) {
    String copy = newTarget();
    bucket.copyAllBelow(target, copy);
    bucket.copyAllBelow(historyOf(target), historyOf(copy));
    return copy;
  }

  /** Where a target's lookups are kept while no other place is set. */
  static String historyOf(String target) {
    return target + "_lookups";
  }

  /** The path of a curated table that is not there yet. */
  synchronized String newTarget() {
    targets++;
    return bucket.path("curated_" + targets);
  }

  /** The program's settings but for the target. */
  Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("ENRICH_RAW_PATH", raw());
    settings.put("ENRICH_TARGET_PATH", bucket.path("curated"));
    settings.put("ENRICH_ENRICH_SMALL_FILE_BYTES", "1MiB");
    settings.put("ENRICH_LOOKUP_JDBC_URL", Postgres.url(database));
    settings.put("ENRICH_LOOKUP_JDBC_USER", Postgres.USER);
    settings.put("ENRICH_LOOKUP_JDBC_PASSWORD", Postgres.PASSWORD);
    return settings;
  }

  /** The database's URL at another port. */
  String databaseAt(int port) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
  }

  /** Appends a file to raw and changes the category of a merchant that most files have. */
  void change() {
    changes++;
    spark
        .read()
        .format("delta")
        .load(raw())
        .where(col("transaction_id").startsWith("TXN-"))
        .limit(NEW_ROWS)
        .withColumn(
            "transaction_id", concat(lit("NEW-%d-".formatted(changes)), col("transaction_id")))
        .coalesce(1)
        .write()
        .format("delta")
        .mode("append")
        .save(raw());
    Postgres.execute(
        database,
        "UPDATE merchant_lookup SET category = 'Category %d' WHERE merchant_id = 'MER-XYZ'"
            .formatted(changes));
  }

  /** What a curated table has to be now, found without the program and without a join. */
  Rows right() {
    Map<String, String> categories = categories();
    return Rows.of(
        spark.read().format("delta").load(raw()).collectAsList().stream()
            .map(
                row ->
                    text(row) + BETWEEN_COLUMNS + categories.get(row.<String>getAs("merchant_id")))
            .toList());
  }

  /** What a curated table is, read by one who has not seen it before; empty where it is not. */
  Optional<Rows> found(String target) {
    DeltaLog.clearCache();
    if (!DeltaTable.isDeltaTable(spark, target)) {
      return Optional.empty();
    }
    return Optional.of(
        Rows.of(
            spark.read().format("delta").load(target).collectAsList().stream()
                .map(Tables::text)
                .toList()));
  }

  /** A curated table's newest version; -1 where there is none. */
  long version(String target) {
    DeltaLog.clearCache();
    return NewestSnapshot.of(spark, target).version();
  }

  /** The data files that the log names and that are not there. */
  List<String> missingFiles(String target) {
    DeltaLog.clearCache();
    Set<String> there = Set.copyOf(bucket.keysBelow(target));
    return NewestSnapshot.of(spark, target).allFiles().collectAsList().stream()
        .map(file -> bucket.key(target) + "/" + file.path())
        .filter(key -> !there.contains(key))
        .toList();
  }

  private static String text(Row row) {
    return row.mkString(BETWEEN_COLUMNS);
  }

  private Map<String, String> categories() {
    Map<String, String> categories = new HashMap<>();
    try (Connection connection = Postgres.connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT merchant_id, category FROM merchant_lookup")) {
      while (rows.next()) {
        categories.put(rows.getString(1), rows.getString(2));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return categories;
  }
}
