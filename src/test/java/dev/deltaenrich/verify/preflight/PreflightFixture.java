package dev.deltaenrich.verify.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.config.SettingsReader;
import dev.deltaenrich.config.SettingsSources;
import dev.deltaenrich.failure.ExitCode;
import dev.deltaenrich.job.PlanJob;
import dev.deltaenrich.services.Postgres;
import dev.deltaenrich.services.TestSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A database and folders with which every check passes, and the means to spoil one of them. */
final class PreflightFixture {
  private final String database;
  private final List<String> assignments = new ArrayList<>();
  private final Path folder;
  private String password = Postgres.PASSWORD;

  PreflightFixture(Path folder) {
    this.folder = folder;
    this.database = Postgres.lendDatabase(folder);
    set("lookup.jdbc.url", Postgres.url(database));
    set("raw.path", rawPath());
    set("target.path", targetPath());
    sql(
        "CREATE TABLE merchant_lookup (merchant_id VARCHAR(50), merchant_name TEXT, category"
            + " VARCHAR(100))",
        "INSERT INTO merchant_lookup VALUES ('MER-ABC', 'a', 'Groceries'), ('MER-XYZ', 'b', NULL)",
        "CREATE TABLE app_configs (config_key VARCHAR(255) PRIMARY KEY, config_value TEXT)",
        "INSERT INTO app_configs VALUES ('data_ingestion_enabled', 'true'), ('max_batch_size',"
            + " '1000')");
  }

  PreflightFixture set(String key, String value) {
    assignments.add(key + "=" + value);
    return this;
  }

  PreflightFixture password(String other) {
    password = other;
    return this;
  }

  PreflightFixture sql(String... statements) {
    Postgres.execute(database, statements);
    return this;
  }

  PreflightFixture sqlAsSuperuser(String... statements) {
    Postgres.executeAsSuperuser(database, statements);
    return this;
  }

  PreflightFixture raw(String query) {
    return raw(query, rawPath());
  }

  PreflightFixture raw(String query, String path) {
    TestSession.get().sql(query).write().format("delta").save(path);
    return this;
  }

  String database() {
    return database;
  }

  String rawPath() {
    return folder.resolve("raw").toString();
  }

  String targetPath() {
    return folder.resolve("curated").toString();
  }

  Settings settings() {
    return SettingsReader.read(
        new SettingsSources(
            assignments, Map.of("ENRICH_LOOKUP_JDBC_PASSWORD", password), Optional.empty()));
  }

  CheckResult run() {
    return new Preflight(TestSession.get(), settings(), this::target).run();
  }

  CheckResult run(Duration limit) {
    return new Preflight(TestSession.get(), settings(), this::target, limit).run();
  }

  /** The outcome of the database's checks alone. */
  CheckResult runDatabase() {
    return runDatabase(Duration.ofSeconds(20));
  }

  /** The same with another limit for each check. */
  CheckResult runDatabase(Duration limit) {
    Checklist checks = new Checklist(limit, Duration.ofSeconds(50));
    checks.add("JDBC driver", () -> "there");
    try (DatabaseChecks database = new DatabaseChecks(settings(), limit)) {
      database.addTo(checks);
    }
    return CheckResult.of(checks.lines());
  }

  /** The outcome of the checks of stores and tables alone. */
  CheckResult runTables() {
    Checklist checks = new Checklist(Duration.ofSeconds(30), Duration.ofSeconds(50));
    checks.add("Delta", () -> "there");
    new StoreChecks(TestSession.get().sessionState().newHadoopConf(), settings()).addTo(checks);
    new TableChecks(TestSession.get(), settings(), Map.of(), this::target).addTo(checks);
    return CheckResult.of(checks.lines());
  }

  private boolean target() {
    return PlanJob.requireTarget(TestSession.get(), settings());
  }

  static CheckLine line(CheckResult result, String name) {
    return result.checks().stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  static void assertOk(CheckResult result, String name, String detail) {
    CheckLine line = line(result, name);
    assertThat(line.text()).startsWith("ok ").contains(detail);
  }

  static void assertFailed(CheckResult result, String name, String detail, String fix) {
    CheckLine line = line(result, name);
    assertThat(line.status()).as(line.text()).isEqualTo("failed");
    assertThat(line.detail()).contains(detail);
    assertThat(line.fix()).contains(fix);
    assertThat(line.text()).startsWith("FAILED: ").contains("; fix: ").doesNotContain("\n");
    assertThat(result.passed()).isFalse();
    assertThat(result.exitCode()).isNotEqualTo(ExitCode.DONE);
  }

  static void assertSkipped(CheckResult result, String name, String needed) {
    assertThat(line(result, name))
        .isEqualTo(new CheckLine(name, "skipped", "needs " + needed, null, false));
  }
}
