package dev.deltaenrich.verify.preflight;

import static dev.deltaenrich.verify.preflight.PreflightFixture.assertFailed;
import static dev.deltaenrich.verify.preflight.PreflightFixture.assertOk;
import static dev.deltaenrich.verify.preflight.PreflightFixture.assertSkipped;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.Postgres;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each thing that can be wrong in the database. */
class DatabaseChecksTest {
  private static final String ADVICE_CONTROLS = "update the row, or pass --ignore-controls";

  @TempDir Path folder;
  private PreflightFixture fixture;

  @BeforeEach
  void prepare() {
    fixture = new PreflightFixture(folder);
  }

  @Test
  void aServerThatIsDownIsNamed() {
    CheckResult result =
        fixture.set("lookup.jdbc.url", "jdbc:postgresql://127.0.0.1:1/main_db").runDatabase();
    assertFailed(result, "PostgreSQL", "127.0.0.1:1", "check lookup.jdbc.url");
    assertSkipped(result, "controls", "PostgreSQL");
  }

  @Test
  void aDatabaseThatIsNotThereIsNamed() {
    CheckResult result = fixture.set("lookup.jdbc.url", Postgres.url("nowhere")).runDatabase();
    assertFailed(result, "PostgreSQL", "there is no such database", "create it");
  }

  @Test
  void aTableThatIsNotThereIsNamed() {
    CheckResult result = fixture.set("lookup.table", "public.no\"table").runDatabase();
    assertFailed(
        result, "lookup table", "there is no table or view 'public.no\"table'", "create it");
    assertSkipped(result, "lookup columns", "lookup table");
  }

  @Test
  void aColumnThatIsNotThereIsNamed() {
    CheckResult result = fixture.set("lookup.columns", "categorie:x").runDatabase();
    assertFailed(
        result,
        "lookup columns",
        "merchant_lookup has no column 'categorie', only merchant_id, merchant_name, category",
        "change lookup.key");
  }

  @Test
  void aKeyThatCannotBeLookedUpIsNamed() {
    CheckResult result =
        fixture
            .sql("ALTER TABLE merchant_lookup ADD COLUMN number REAL")
            .set("lookup.key", "number")
            .runDatabase();
    assertFailed(
        result, "lookup columns", "its key 'number' is float4, and only texts", "in a view");
  }

  @Test
  void aMissingRightIsNamed() {
    CheckResult result =
        fixture
            .sqlAsSuperuser(
                "CREATE TABLE secrets AS SELECT 'k'::text merchant_id, 'v'::text category",
                "REVOKE ALL ON secrets FROM PUBLIC")
            .set("lookup.table", "secrets")
            .runDatabase();
    assertFailed(result, "lookup rights", "permission denied for table secrets", "grant user");
    assertSkipped(result, "lookup keys", "lookup rights");
  }

  @Test
  void aChangedColumnThatServesIsDescribed() {
    CheckResult result =
        fixture
            .sql(
                "ALTER TABLE merchant_lookup ADD COLUMN changed timestamptz NOT NULL DEFAULT now()",
                "CREATE INDEX by_change ON merchant_lookup (changed)")
            .set("lookup.changed-column", "changed")
            .runDatabase();
    assertOk(
        result,
        "lookup changes",
        "\"changed\" timestamp with time zone; index by_change; never null; all rows are read every 24 runs");
  }

  @Test
  void whatAChangedColumnLacksIsNamed() {
    CheckResult result =
        fixture
            .sql(
                "ALTER TABLE merchant_lookup ADD COLUMN changed bigint",
                "CREATE INDEX ON merchant_lookup (category, changed)")
            .set("lookup.changed-column", "changed")
            .runDatabase();
    assertOk(result, "lookup changes", "CREATE INDEX ON \"merchant_lookup\" (\"changed\")");
    assertOk(
        result, "lookup changes", "ALTER TABLE \"merchant_lookup\" ALTER \"changed\" SET NOT NULL");
  }

  @Test
  void aChangedColumnThatCannotServeIsNamed() {
    assertFailed(
        fixture.set("lookup.changed-column", "category").runDatabase(),
        "lookup changes",
        "its column 'category' is character varying, and only times",
        "name another column");
    assertFailed(
        fixture.set("lookup.changed-column", "when").runDatabase(),
        "lookup changes",
        "it has no column 'when'",
        "change lookup.changed-column");
    assertFailed(
        fixture
            .sql("CREATE VIEW seen AS TABLE merchant_lookup")
            .set("lookup.table", "seen")
            .runDatabase(),
        "lookup changes",
        "it is no ordinary table",
        "leave lookup.changed-column empty");
  }

  @Test
  void aRightOnTheNamedColumnsIsEnough() {
    CheckResult result =
        fixture
            .sqlAsSuperuser(
                "CREATE TABLE narrow AS SELECT 'k'::text merchant_id, 'v'::text category, 1 secret",
                "GRANT SELECT (merchant_id, category) ON narrow TO \"user\"")
            .set("lookup.table", "narrow")
            .runDatabase();
    assertOk(result, "lookup rights", "SELECT on merchant_id, category");
  }

  @Test
  void anEmptyLookupIsNamed() {
    CheckResult result = fixture.sql("DELETE FROM merchant_lookup").runDatabase();
    assertFailed(result, "lookup keys", "it has no rows with a key", "load it");
  }

  @Test
  void duplicateKeysAreNamed() {
    CheckResult result = duplicates("MER-ABC").runDatabase();
    assertFailed(
        result,
        "lookup keys",
        "with lookup.match=exact, 'merchant_id' is not unique: 'MER-ABC' (2 rows)",
        "set lookup.duplicates=first:COLUMN");
  }

  @Test
  void keysAreComparedAsTheJobComparesThem() {
    assertOk(duplicates("  mer-abc").runDatabase(), "lookup keys", "3 rows, each key once");
    assertOk(
        fixture.set("lookup.match", "trim").runDatabase(), "lookup keys", "3 rows, each key once");
    assertFailed(
        fixture.set("lookup.match", "trim-ignore-case").runDatabase(),
        "lookup keys",
        "with lookup.match=trim-ignore-case, 'merchant_id' is not unique: 'mer-abc' (2 rows)",
        "remove the surplus rows");
  }

  @Test
  void duplicateKeysAreFineWhereTheFirstIsTaken() {
    CheckResult result =
        duplicates("MER-ABC").set("lookup.duplicates", "first:merchant_name desc").runDatabase();
    assertOk(result, "lookup keys", "2 rows, each key once: the first by merchant_name desc");
  }

  @Test
  void rowsWithoutAKeyAreCounted() {
    CheckResult result =
        fixture.sql("INSERT INTO merchant_lookup VALUES (NULL, 'x', 'y')").runDatabase();
    assertOk(
        result, "lookup keys", "3 rows, of which 1 without a key match nothing, each key once");
  }

  @Test
  void viewsAndQuotedNamesAreFine() {
    CheckResult result =
        fixture
            .sql(
                "CREATE SCHEMA \"My Schema\"",
                "CREATE VIEW \"My Schema\".\"View \"\"1\" AS SELECT merchant_id \"The Key\", category"
                    + " FROM merchant_lookup")
            .set("lookup.table", "My Schema.View \"1")
            .set("lookup.key", "The Key")
            .runDatabase();
    assertThat(result.passed()).as(result.toString()).isTrue();
    assertOk(result, "lookup table", "view \"My Schema\".\"View \"\"1\"");
  }

  @Test
  void aControlThatDoesNotParseIsNamed() {
    CheckResult result =
        fixture
            .sql("UPDATE app_configs SET config_value = '-5' WHERE config_key = 'max_batch_size'")
            .runDatabase();
    assertFailed(
        result,
        "controls",
        "Cannot honour app_configs: its row 'max_batch_size' has the value '-5', not a number of files",
        ADVICE_CONTROLS);
    assertOk(result, "lookup keys", "2 rows");
  }

  @Test
  void aSwitchThatDoesNotParseIsNamed() {
    CheckResult result =
        fixture
            .sql("UPDATE app_configs SET config_value = 'yes' WHERE config_value = 'true'")
            .runDatabase();
    assertFailed(result, "controls", "has the value 'yes', not true or false", ADVICE_CONTROLS);
  }

  @Test
  void aSwitchThatIsOffIsSaid() {
    CheckResult result =
        fixture
            .sql("UPDATE app_configs SET config_value = 'false' WHERE config_value = 'true'")
            .runDatabase();
    assertOk(result, "controls", "data_ingestion_enabled=false, max_batch_size=1000; enrich will");
  }

  /** Both commands ask PostgreSQL, which takes these keys for equal. */
  @Test
  void aSwitchWithAPaddedKeyIsOff() {
    CheckResult result =
        fixture
            .sql(
                "UPDATE app_configs SET config_value = 'false' WHERE config_value = 'true'",
                "ALTER TABLE app_configs ALTER config_key TYPE char(40)")
            .runDatabase();
    assertOk(result, "controls", "data_ingestion_enabled=false, max_batch_size=1000; enrich will");
  }

  @Test
  void aQueryThatTakesTooLongIsToldAsThat() {
    CheckResult result =
        fixture
            .sql(
                "DROP TABLE app_configs",
                "CREATE VIEW app_configs AS SELECT 'max_batch_size' AS config_key, pg_sleep(60)::text AS"
                    + " config_value")
            .set("lookup.jdbc.timeout", "2s")
            .runDatabase();
    assertFailed(result, "controls", "no answer within 1 s", "try again");
    assertOk(result, "lookup keys", "2 rows");
  }

  @Test
  void aMissingTableOfControlsIsNamed() {
    assertOk(
        fixture.sql("DROP TABLE app_configs").runDatabase(),
        "controls",
        "there is no table app_configs, so nothing is switched off or bounded");
    assertFailed(
        fixture.set("controls.enabled", "true").runDatabase(),
        "controls",
        "app_configs",
        "run bootstrap");
    assertOk(fixture.set("controls.enabled", "false").runDatabase(), "controls", "not honoured");
  }

  private PreflightFixture duplicates(String key) {
    return fixture.sql("INSERT INTO merchant_lookup VALUES ('%s', 'z', 'Other')".formatted(key));
  }
}
