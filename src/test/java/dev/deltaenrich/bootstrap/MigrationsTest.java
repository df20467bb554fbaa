package dev.deltaenrich.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.Postgres;
import dev.deltaenrich.source.ReferenceTables;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class MigrationsTest {
  private static final String[] SEEDS = {
    "MER-123,HealthPlus Pharmacy,Healthcare",
    "MER-ABC,Alpha Mart,Groceries",
    "MER-XYZ,Tech Gadgets Inc.,Electronics"
  };

  private final TestDatabase database = TestDatabase.create();

  @Test
  void createsAndSeedsTheTablesOfAnEmptyDatabase() {
    BootstrapResult result = database.bootstrap();

    assertThat(database.merchants()).containsExactly(SEEDS);
    assertThat(
            database.query("SELECT config_key, config_value FROM app_configs ORDER BY config_key"))
        .containsExactly("data_ingestion_enabled,true", "max_batch_size,1000");
    assertThat(database.query("SELECT 1 FROM app_configs WHERE last_updated IS NULL")).isEmpty();
    assertThat(result.migrations())
        .isEqualTo(
            new MigrationOutcome(
                List.of(
                    "1 create reference tables",
                    "2 seed reference tables",
                    "3 create policy lookup",
                    "4 create enrichment runs",
                    "5 add lookups to enrichment runs",
                    "6 create unmatched keys",
                    "7 add validity to enrichment runs",
                    "8 add quarantine to enrichment runs"),
                "8",
                List.of()));
  }

  @Test
  void isAdvisedForTheTablesThatItMakesAndForNoOthers() {
    database.bootstrap();

    assertThat(
            database.query(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'delta_enrich_schema_history'"))
        .isNotEmpty()
        .allMatch(table -> remedy(table).equals("run bootstrap"));
    assertThat(List.of("shops", "old_merchant_lookup", "merchant_lookup_2"))
        .allMatch(table -> remedy(table).equals("create it"));
  }

  private String remedy(String table) {
    return ReferenceTables.remedy(
        "relation »%s« existiert nicht".formatted(table), database.jdbc());
  }

  @Test
  void givesTheColumnsTheirTypesAndKeys() {
    database.bootstrap();

    assertThat(
            database.query(
                """
                SELECT table_name, column_name, data_type, character_maximum_length, is_nullable
                FROM information_schema.columns
                WHERE table_name IN ('merchant_lookup', 'app_configs')
                ORDER BY table_name, ordinal_position
                """))
        .containsExactly(
            "app_configs,config_key,character varying,255,NO",
            "app_configs,config_value,text,null,YES",
            "app_configs,last_updated,timestamp without time zone,null,YES",
            "merchant_lookup,merchant_id,character varying,50,NO",
            "merchant_lookup,merchant_name,character varying,255,NO",
            "merchant_lookup,category,character varying,100,YES");
    assertThat(
            database.query(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'p' AND"
                    + " conrelid::regclass::text IN ('merchant_lookup', 'app_configs')"))
        .containsExactlyInAnyOrder("PRIMARY KEY (merchant_id)", "PRIMARY KEY (config_key)");
  }

  @Test
  void saysThatAnotherBootstrapHasNotEnded() throws SQLException {
    EnrichException failure =
        BootstrapLock.holding(
            database.jdbc(),
            first ->
                catchThrowableOfType(
                    EnrichException.class,
                    () ->
                        BootstrapLock.holding(
                            database.jdbc(), Duration.ofMillis(200), second -> null)));

    assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
    assertThat(failure)
        .hasMessage(
            "Cannot bootstrap database %s: another bootstrap of it has not ended within 0 s; wait"
                + " for it, or end its session",
            database.name());
  }

  @Test
  void doesNothingTheSecondTime() {
    database.bootstrap();
    BootstrapResult second = database.bootstrap();

    assertThat(second.migrations()).isEqualTo(new MigrationOutcome(List.of(), "8", List.of()));
    assertThat(database.merchants()).containsExactly(SEEDS);
    assertThat(second.report().figures()).containsEntry("migrations applied", "none needed");
  }

  @Test
  void neverUndoesWhatAUserChangedOrDeleted() {
    database.bootstrap();
    database.execute(
        "UPDATE merchant_lookup SET category = 'Chemist' WHERE merchant_id = 'MER-123'",
        "DELETE FROM merchant_lookup WHERE merchant_id = 'MER-ABC'",
        "UPDATE app_configs SET config_value = 'false' WHERE config_key ="
            + " 'data_ingestion_enabled'",
        "DELETE FROM app_configs WHERE config_key = 'max_batch_size'");
    database.bootstrap();

    assertThat(database.merchants())
        .containsExactly(
            "MER-123,HealthPlus Pharmacy,Chemist", "MER-XYZ,Tech Gadgets Inc.,Electronics");
    assertThat(database.query("SELECT config_key, config_value FROM app_configs"))
        .containsExactly("data_ingestion_enabled,false");
  }

  @Test
  void adoptsTablesMadeByHandAndKeepsTheirRows() {
    database.execute(
        """
        CREATE TABLE merchant_lookup (
          merchant_id VARCHAR(50) PRIMARY KEY, merchant_name VARCHAR(255) NOT NULL,
          category VARCHAR(100), note TEXT)
        """,
        "CREATE TABLE app_configs (config_key VARCHAR(255) PRIMARY KEY, config_value TEXT,"
            + " last_updated TIMESTAMP DEFAULT CURRENT_TIMESTAMP)",
        "CREATE TABLE dag_run (id INT)",
        "INSERT INTO merchant_lookup VALUES ('MER-ABC', 'Mine', 'My own', 'keep')",
        "INSERT INTO app_configs VALUES ('max_batch_size', '7')");
    BootstrapResult result = database.bootstrap();

    assertThat(database.merchants())
        .containsExactly(
            "MER-123,HealthPlus Pharmacy,Healthcare",
            "MER-ABC,Mine,My own",
            "MER-XYZ,Tech Gadgets Inc.,Electronics");
    assertThat(
            database.query("SELECT config_key, config_value FROM app_configs ORDER BY config_key"))
        .containsExactly("data_ingestion_enabled,true", "max_batch_size,7");
    assertThat(result.migrations().adopted()).containsExactly("merchant_lookup", "app_configs");
    assertThat(database.bootstrap().migrations().adopted()).isEmpty();
  }

  @Test
  void adoptsASingleTableWithoutAPrimaryKeyAndSeedsItOnce() {
    database.execute(
        "CREATE TABLE merchant_lookup (merchant_id TEXT, merchant_name TEXT, category TEXT)",
        "INSERT INTO merchant_lookup VALUES ('MER-XYZ', 'Mine', NULL)");
    database.bootstrap();
    database.bootstrap();

    assertThat(database.merchants())
        .containsExactly(
            "MER-123,HealthPlus Pharmacy,Healthcare",
            "MER-ABC,Alpha Mart,Groceries",
            "MER-XYZ,Mine,null");
  }

  @Test
  void standsBesideTheHistoryOfAnotherProgramThatUsesFlyway() {
    database.execute(
        "CREATE TABLE flyway_schema_history (installed_rank INT PRIMARY KEY, version TEXT)",
        "INSERT INTO flyway_schema_history VALUES (1, '99')");
    database.bootstrap();

    assertThat(database.merchants()).containsExactly(SEEDS);
    assertThat(database.query("SELECT * FROM flyway_schema_history")).containsExactly("1,99");
  }

  @Test
  void usesTheSchemaThatTheUrlNames() {
    database.execute("CREATE SCHEMA reference");
    String url = Postgres.url(database.name()) + "?currentSchema=reference";
    JdbcSettings usual = database.jdbc();
    JdbcSettings jdbc =
        new JdbcSettings(url, usual.user(), usual.password(), usual.timeout(), usual.fetchSize());
    new Migrations(jdbc).apply();

    assertThat(database.query("SELECT count(*) FROM reference.merchant_lookup"))
        .containsExactly("3");
    assertThat(database.query("SELECT to_regclass('public.merchant_lookup')"))
        .containsExactly("null");
  }

  @Test
  void namesTheColumnThatATableMadeByHandLacks() {
    database.execute("CREATE TABLE merchant_lookup (merchant_id TEXT, name TEXT)");
    EnrichException failure = failure(database.jdbc());

    assertThat(failure.code()).isEqualTo(ErrorCode.LOOKUP_COLUMN_MISSING);
    assertThat(failure)
        .hasMessage(
            "Cannot adopt the table merchant_lookup: it was made by hand and has no column"
                + " merchant_name and no column category (it has merchant_id, name); add what is"
                + " missing, or rename the table and bootstrap again");
    assertThat(database.query("SELECT to_regclass('app_configs')")).containsExactly("null");
  }

  @Test
  void namesTheColumnOfATableMadeByHandThatIsNotText() {
    database.execute(
        "CREATE TABLE merchant_lookup (merchant_id INT, merchant_name TEXT, category TEXT)");
    EnrichException failure = failure(database.jdbc());

    assertThat(failure.code()).isEqualTo(ErrorCode.LOOKUP_TYPE);
    assertThat(failure).hasMessageContaining("its column merchant_id is integer, not text");
  }

  @Test
  void twoAtOnceBothEndWell() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      Callable<BootstrapResult> bootstrap = database::bootstrap;
      int applied = 0;
      for (Future<BootstrapResult> result :
          pool.invokeAll(java.util.Collections.nCopies(4, bootstrap))) {
        assertThat(result.get().migrations().schemaVersion()).isEqualTo("8");
        applied += result.get().migrations().applied().size();
      }
      assertThat(applied).isEqualTo(8);
    } finally {
      pool.shutdownNow();
    }
    assertThat(database.merchants()).containsExactly(SEEDS);
  }

  @Test
  void saysWhichRightIsMissing() {
    Postgres.executeAsSuperuser(
        database.name(),
        "CREATE ROLE \"reader_%s\" LOGIN PASSWORD 'canary-reader'".formatted(database.name()));
    EnrichException failure = failure(database.jdbc("reader_" + database.name(), "canary-reader"));

    assertThat(failure.code()).isEqualTo(ErrorCode.LOOKUP_DENIED);
    assertThat(failure)
        .hasMessageContaining("permission denied for schema public")
        .hasMessageContaining("grant user reader_" + database.name())
        .hasMessageNotContaining("canary");
    assertThat(failure.getMessage().lines()).hasSize(1);
  }

  private static EnrichException failure(JdbcSettings jdbc) {
    return catchThrowableOfType(EnrichException.class, () -> new Migrations(jdbc).apply());
  }
}
