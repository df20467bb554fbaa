package dev.deltaenrich.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.config.SettingsReader;
import dev.deltaenrich.config.SettingsSources;
import dev.deltaenrich.job.EnrichJob;
import dev.deltaenrich.job.EnrichOptions;
import dev.deltaenrich.job.EnrichResult;
import dev.deltaenrich.job.LandedTables;
import dev.deltaenrich.oracle.LeftJoin;
import dev.deltaenrich.services.NewestSnapshot;
import dev.deltaenrich.services.Postgres;
import dev.deltaenrich.services.TestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;

/** A raw table, a lookup in a database of its own, and the curated table that runs make of them. */
public final class LineageTables {
  private final SparkSession spark = TestSession.get();
  private final Path folder;
  private final String database;
  private final List<String> assignments = new ArrayList<>();
  private final LandedTables landed = new LandedTables();

  /** Tables in {@code folder}; there is no raw table yet. */
  public LineageTables(Path folder) {
    this.folder = folder;
    this.database = Postgres.lendDatabase(folder);
    set("raw.path", raw().toString());
    set("target.path", target().toString());
    set("lookup.jdbc.url", Postgres.url(database));
    set("controls.enabled", "false");
    database(
        "CREATE TABLE merchant_lookup (merchant_id TEXT PRIMARY KEY, category TEXT)",
        "INSERT INTO merchant_lookup VALUES ('MER-ABC', 'Groceries'), ('MER-NIL', NULL)");
  }

  /** Three rows of one file: a match, no key, an unknown key. */
  public LineageTables threeRows() {
    return append(
        "SELECT * FROM VALUES ('t1', 'MER-ABC'), ('t2', NULL), ('t3', 'MER-?')"
            + " AS (transaction_id, merchant_id)");
  }

  /** Five rows in two files, and a second lookup that knows the account of two of them. */
  public LineageTables ofTwoLookups() {
    return append(
            "SELECT * FROM VALUES ('t1', 'MER-ABC', 7, 1), ('t2', NULL, 8, 1)"
                + " AS (transaction_id, merchant_id, account, region)",
            "region")
        .append(
            "SELECT * FROM VALUES ('t3', 'MER-?', 7, 2), ('t4', 'MER-ABC', 8, 2), ('t5', 'MER-NIL', 8, 2)"
                + " AS (transaction_id, merchant_id, account, region)",
            "region")
        .accounts();
  }

  /** The second lookup alone. */
  public LineageTables accounts() {
    return database(
            "CREATE TABLE accounts (id bigint PRIMARY KEY, segment text)",
            "INSERT INTO accounts VALUES (7, 'gold')")
        .nameTwoLookups();
  }

  /** Sets both lookups for the runs to come. */
  public LineageTables nameTwoLookups() {
    return set("lookups", "merchant,account")
        .set("lookup.account.raw-key", "account")
        .set("lookup.account.table", "accounts")
        .set("lookup.account.key", "id")
        .set("lookup.account.columns", "segment");
  }

  /** Sets the first lookup alone, by this name. */
  public LineageTables nameOneLookup(String name) {
    return unset("lookup.account").set("lookups", name);
  }

  /** Sets a setting for the runs to come. */
  public LineageTables set(String key, String value) {
    assignments.add(key + "=" + value);
    return this;
  }

  private LineageTables unset(String prefix) {
    assignments.removeIf(assignment -> assignment.startsWith(prefix));
    return this;
  }

  /** Runs statements in the database. */
  public LineageTables database(String... statements) {
    Postgres.execute(database, statements);
    return this;
  }

  /** Appends the rows of a query to raw, as one file of each partition. */
  public LineageTables append(String query, String... partitionColumns) {
    landed.change(
        raw(),
        "raw",
        List.of(query, List.of(partitionColumns).toString()),
        () ->
            spark
                .sql(query)
                .coalesce(1)
                .write()
                .format("delta")
                .mode(SaveMode.Append)
                .partitionBy(partitionColumns)
                .save(raw().toString()));
    return this;
  }

  /** Runs enrich. */
  public EnrichResult enrich() {
    return new EnrichJob(spark, settings(), EnrichOptions.DEFAULT, "1.2.3-test").run();
  }

  /** Compares raw, the lookup and the curated table as they are now, without Spark. */
  public LeftJoin check() {
    try (Connection lookup = Postgres.connect(database)) {
      return LeftJoin.check(raw(), target(), settings(), lookup);
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs Spark SQL; {@code TARGET} and {@code RAW} stand for the tables. */
  public LineageTables sql(String statement) {
    spark.sql(
        statement
            .replace("TARGET", "delta.`%s`".formatted(target()))
            .replace("RAW", "delta.`%s`".formatted(raw())));
    return this;
  }

  /** The settings so far. */
  public Settings settings() {
    return SettingsReader.read(
        new SettingsSources(
            assignments,
            Map.of("ENRICH_LOOKUP_JDBC_PASSWORD", Postgres.PASSWORD),
            Optional.empty()));
  }

  /** The settings so far, as {@code --set} takes them; without the password. */
  public List<String> assignments() {
    return List.copyOf(assignments);
  }

  /** The session. */
  public SparkSession spark() {
    return spark;
  }

  /** The raw table's folder. */
  public Path raw() {
    return folder.resolve("raw");
  }

  /** The curated table's folder. */
  public Path target() {
    return folder.resolve("curated");
  }

  /** The lookup history's folder. */
  public Path history() {
    return folder.resolve("curated_lookups");
  }

  /** Takes a log entry away, as log retention does: the versions after it stay readable. */
  public void forget(long version) throws IOException {
    NewestSnapshot.checkpoint(spark, target().toString());
    Path entry = entry(version);
    Files.delete(entry);
    Files.deleteIfExists(entry.resolveSibling("." + entry.getFileName() + ".crc"));
    DeltaLog.clearCache();
  }

  /** Edits the text of the target's entry for {@code version}. */
  public void edit(long version, String from, String to) throws IOException {
    Path entry = entry(version);
    Files.writeString(entry, Files.readString(entry).replace(from, to));
    Files.deleteIfExists(entry.resolveSibling("." + entry.getFileName() + ".crc"));
    DeltaLog.clearCache();
  }

  private Path entry(long version) {
    return target().resolve("_delta_log/%020d.json".formatted(version));
  }

  /** Explains the one row of a transaction. */
  ExplainedRow explain(String transaction) {
    DeltaLog.clearCache();
    ExplainResult result =
        new Explainer(spark(), settings())
            .explain("transaction_id = '%s'".formatted(transaction), 10);
    assertThat(result.rows()).hasSize(1);
    return result.rows().get(0);
  }

  /** The unknown keys, up to 20 of each lookup. */
  UnmatchedResult unmatched() {
    DeltaLog.clearCache();
    return new UnmatchedList(spark(), settings()).list(20, Optional.empty());
  }
}
