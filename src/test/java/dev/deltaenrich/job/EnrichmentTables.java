package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.config.SettingsReader;
import dev.deltaenrich.config.SettingsSources;
import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.engine.log.KeptStatistics;
import dev.deltaenrich.engine.table.DeltaActions;
import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.oracle.LeftJoin;
import dev.deltaenrich.oracle.NewestCommit;
import dev.deltaenrich.oracle.TableRows;
import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.plan.RunRecord;
import dev.deltaenrich.services.Postgres;
import dev.deltaenrich.services.TestSession;
import dev.deltaenrich.verify.TableVerifier;
import dev.deltaenrich.verify.VerifyResult;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.functions;

/** A raw table, a target and a lookup history in one folder, and a database of their own. */
final class EnrichmentTables {
  static final String PROGRAM_VERSION = "1.2.3-test";

  /** Four keys; one of them has no category. */
  private static final String[] MERCHANTS = {
    "CREATE TABLE merchant_lookup (merchant_id VARCHAR(50) PRIMARY KEY, merchant_name VARCHAR(255)"
        + " NOT NULL, category VARCHAR(100))",
    "CREATE TABLE app_configs (config_key VARCHAR(255) PRIMARY KEY, config_value TEXT)",
    """
    INSERT INTO merchant_lookup VALUES
      ('MER-ABC', 'Alpha Mart', 'Groceries'), ('MER-XYZ', 'Tech Gadgets Inc.', 'Electronics'),
      ('MER-123', 'HealthPlus Pharmacy', 'Healthcare'), ('MER-NIL', 'No Category', NULL)"""
  };

  /** Statements that change raw and nothing else. */
  private static final Pattern CHANGE_OF_RAW =
      Pattern.compile(
          "((ALTER|CREATE|RESTORE) TABLE|(INSERT|MERGE) INTO|INSERT OVERWRITE|DELETE FROM|UPDATE|OPTIMIZE|RESTORE) RAW\\b.*",
          Pattern.DOTALL);

  private static final Map<String, String> JSON_WITH_MICROSECONDS =
      Map.of("timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX");

  private final SparkSession spark = TestSession.get();
  private final Path folder;
  private final String database;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final LandedTables landed = new LandedTables();

  EnrichmentTables(Path folder) {
    this.folder = folder;
    this.database = Postgres.lendDatabase(folder);
    in("");
    // Tests of bins say so; elsewhere a raw file and a curated file are the same thing.
    set("enrich.small-file-bytes", "0");
    set("lookup.jdbc.url", Postgres.url(database));
    set("lookup.jdbc.user", Postgres.USER);
    database(MERCHANTS);
  }

  /** Moves to a folder below. */
  EnrichmentTables in(String name) {
    set("raw.path", folder.resolve(name).resolve("raw").toString());
    return set("target.path", folder.resolve(name).resolve("curated").toString());
  }

  EnrichmentTables set(String key, String value) {
    settings.put(key, value);
    return this;
  }

  /** Takes away all settings whose keys begin so. */
  EnrichmentTables unset(String prefix) {
    settings.keySet().removeIf(key -> key.startsWith(prefix));
    return this;
  }

  /** Runs statements in the database. */
  EnrichmentTables database(String... statements) {
    Postgres.execute(database, statements);
    return this;
  }

  /** The rows of a query in the database, each as its values joined by commas. */
  List<String> query(String sql) {
    return Postgres.query(database, sql);
  }

  /** Appends the rows of a query to the raw table, as one file of each partition. */
  EnrichmentTables raw(String query, String... partitionColumns) {
    return land(
        List.of(query, List.of(partitionColumns).toString()),
        () -> append(spark.sql(query).coalesce(1), partitionColumns));
  }

  /** Appends the rows of a query to the raw table, as one file of each partition of the query. */
  EnrichmentTables rawAsPartitioned(String query) {
    return land(List.of(query, "as it is partitioned"), () -> append(spark.sql(query)));
  }

  private EnrichmentTables land(List<String> description, Runnable change) {
    landed.change(
        local(rawPath()), folder.relativize(Path.of(rawPath())).toString(), description, change);
    return this;
  }

  private void append(Dataset<Row> rows, String... partitionColumns) {
    rows.write()
        .format("delta")
        .mode(SaveMode.Append)
        .option("mergeSchema", true)
        .partitionBy(partitionColumns)
        .save(rawPath());
  }

  /** The same, without statistics in the log: Delta leaves out a file that they call empty. */
  EnrichmentTables rawWithoutStatistics(String query) {
    String statistics = "spark.databricks.delta.stats.collect";
    spark.conf().set(statistics, "false");
    try {
      return raw(query);
    } finally {
      spark.conf().unset(statistics);
    }
  }

  /** Six rows in two files: three match, one has no category, one no key, one an unknown key. */
  EnrichmentTables sixRows() {
    return raw("SELECT * FROM VALUES (1L, 'MER-ABC'), (2L, 'MER-XYZ'), (3L, NULL) AS (id, merchant_id)")
        .raw(
            "SELECT * FROM VALUES (4L, 'MER-NIL'), (5L, 'MER-?'), (6L, 'MER-ABC') AS (id, merchant_id)");
  }

  /**
   * Runs Spark SQL; {@code RAW} and {@code TARGET} stand for the tables. What only changes raw is
   * landed as appends are, and has no result.
   */
  Dataset<Row> sql(String statement) {
    String whole =
        statement
            .replace("RAW", "delta.`%s`".formatted(rawPath()))
            .replace("TARGET", "delta.`%s`".formatted(targetPath()));
    if (!CHANGE_OF_RAW.matcher(statement).matches()) {
      return spark.sql(whole);
    }
    land(List.of(statement), () -> spark.sql(whole));
    return spark.emptyDataFrame();
  }

  EnrichResult enrich() {
    return enrich(EnrichOptions.DEFAULT);
  }

  EnrichResult enrich(EnrichOptions options) {
    return job(options).run();
  }

  /** A run that has not begun. */
  EnrichJob job(EnrichOptions options) {
    return new EnrichJob(spark, settings(), options, PROGRAM_VERSION);
  }

  /**
   * Enriches, and checks that every row of raw is in curated as often, with its value: see {@link
   * LeftJoin}.
   */
  EnrichResult enrichAndCheck() {
    EnrichResult result = enrich();
    LeftJoin join = check();
    assertCounts(result, List.of(join.rows(), join.matched(), join.nullKey(), join.unknownKey()));
    return result;
  }

  /** Enriches, and proves the result with the verifier, as users do: Spark reads both tables. */
  EnrichResult enrichAndVerify() {
    EnrichResult result = enrich();
    VerifyResult verified = verify();
    assertThat(verified.schemaDifferences()).isEmpty();
    assertThat(verified.differingRows()).isEmpty();
    assertThat(verified.verified()).isTrue();
    assertCounts(
        result,
        List.of(verified.rawRows(), verified.matched(), verified.nullKey(), verified.unknownKey()));
    return result;
  }

  /** Enriches, and has Spark join the two by itself, as {@link #oracle(String, String)} does. */
  EnrichResult enrichAsSparkJoins(String condition, String columns) {
    EnrichResult result = enrich();
    assertThat(rows(curated())).isEqualTo(rows(oracle(condition, columns)));
    return result;
  }

  /** Has a first run refused, which leaves no target behind. */
  void refuses(ErrorCode code, String... parts) {
    assertThatThrownBy(this::enrich)
        .isInstanceOfSatisfying(
            EnrichException.class, failure -> assertThat(failure.code()).isEqualTo(code))
        .satisfies(failure -> assertThat(failure.getMessage()).contains(parts));
    assertThat(local(targetPath())).doesNotExist();
  }

  /** Of a run that looked at all rows. */
  private static void assertCounts(EnrichResult result, List<Long> expected) {
    if (result.files().kept() == 0) {
      assertThat(
              List.of(
                  result.counts().rows(),
                  result.counts().matched(),
                  result.counts().nullKey(),
                  result.counts().unknownKey()))
          .as("rows, matched, null keys, unknown keys")
          .isEqualTo(expected);
    }
  }

  /** The folder of a table; that of another file system's scheme is a local folder, too. */
  private static Path local(String table) {
    return Path.of(new org.apache.hadoop.fs.Path(table).toUri().getPath());
  }

  /** Compares the tables and the lookup as they are now, without Spark. */
  LeftJoin check() {
    try (Connection lookup = Postgres.connect(database)) {
      return LeftJoin.check(local(rawPath()), local(targetPath()), settings(), lookup);
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  PlanResult plan() {
    return PlanJob.run(spark, settings(), EnrichOptions.DEFAULT, PlanJob.Detail.COUNTS);
  }

  VerifyResult verify() {
    return new TableVerifier(spark).verify(targetPath());
  }

  Settings settings() {
    List<String> assignments = new ArrayList<>();
    settings.forEach((key, value) -> assignments.add(key + "=" + value));
    return SettingsReader.read(
        new SettingsSources(
            assignments,
            Map.of("ENRICH_LOOKUP_JDBC_PASSWORD", Postgres.PASSWORD),
            Optional.empty()));
  }

  String rawPath() {
    return settings.get("raw.path");
  }

  String targetPath() {
    return settings.get("target.path");
  }

  String historyPath() {
    return settings().lookup().historyPath();
  }

  SparkSession spark() {
    return spark;
  }

  Dataset<Row> rawRows() {
    return load(rawPath());
  }

  Dataset<Row> curated() {
    return load(targetPath());
  }

  Dataset<Row> curated(long version) {
    return spark.read().format("delta").option("versionAsOf", version).load(targetPath());
  }

  Dataset<Row> history() {
    return load(historyPath());
  }

  private Dataset<Row> load(String path) {
    return spark.read().format("delta").load(path);
  }

  /** The target without Spark, as it is now. */
  TableRows curatedRows() {
    return TableRows.of(local(targetPath()));
  }

  /** The target without Spark, as it was in a version. */
  TableRows curatedRows(long version) {
    return TableRows.of(local(targetPath()), version);
  }

  /** Raw without Spark, as it is now. */
  TableRows landedRows() {
    return TableRows.of(local(rawPath()));
  }

  /**
   * What the target should hold, by plain Spark SQL over raw as it is now and the lookup as Spark
   * reads it by itself.
   *
   * @param condition of {@code r} and {@code l}
   * @param columns of {@code l}, with aliases
   */
  Dataset<Row> oracle(String condition, String columns) {
    rawRows().createOrReplaceTempView("oracle_raw");
    spark
        .read()
        .format("jdbc")
        .option("driver", "org.postgresql.Driver")
        .option("url", Postgres.url(database))
        .option("user", Postgres.USER)
        .option("password", Postgres.PASSWORD)
        .option("dbtable", settings().lookup().table())
        .load()
        .createOrReplaceTempView("oracle_lookup");
    return spark.sql(
        "SELECT r.*, %s FROM oracle_raw r LEFT JOIN oracle_lookup l ON %s"
            .formatted(columns, condition));
  }

  /** The default rule's oracle. */
  Dataset<Row> oracle() {
    return oracle("r.merchant_id = l.merchant_id", "l.category AS enriched_category");
  }

  /** Rows in no order, in a form that can be compared whatever their types. */
  static List<String> rows(Dataset<Row> table) {
    Column[] columns =
        Arrays.stream(table.columns())
            .map(name -> functions.col("`" + name.replace("`", "``") + "`"))
            .toArray(Column[]::new);
    return table
        .select(functions.to_json(functions.struct(columns), JSON_WITH_MICROSECONDS))
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  /** The active files of the target. */
  List<AddFile> curatedFiles() {
    return filesOf(targetPath());
  }

  /** The active files of raw. */
  List<AddFile> rawFiles() {
    return filesOf(rawPath());
  }

  /** The active files of any table, as Delta's own actions. */
  List<AddFile> filesOf(String table) {
    return DeltaTable.open(spark, table, KeptStatistics.WHOLE).files().stream()
        .map(DeltaActions::file)
        .toList();
  }

  static FileTags tags(AddFile file) {
    return FileTags.fromMap(ScalaInterop.map(file.tags())).orElseThrow();
  }

  /** What the target's newest commit says of its run. */
  RunRecord record() {
    return RunRecord.fromJson(newest().userMetadata()).orElseThrow();
  }

  /** What the target's newest entry says. */
  NewestCommit newest() {
    return NewestCommit.of(local(targetPath()));
  }
}
