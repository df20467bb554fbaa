package dev.deltaenrich.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.failure.ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlsReaderTest {
  private static final LookupFixture FIXTURE = LookupFixture.holding("A=1");

  @BeforeEach
  void makeTable() {
    FIXTURE.execute(
        "DROP TABLE IF EXISTS app_configs",
        "CREATE TABLE app_configs (config_key varchar(255), config_value text)");
  }

  @Test
  void readsBothRowsAndNoOthers() {
    insert("data_ingestion_enabled", "true");
    insert("max_batch_size", "1000");
    insert("theme", "dark");

    assertThat(controls()).isEqualTo(new Controls(true, 1000));
  }

  @Test
  void takesMissingRowsForNoRestriction() {
    assertThat(controls()).isEqualTo(Controls.NONE);
  }

  @ParameterizedTest
  @CsvSource({"true, true", "TRUE, true", "' True ', true", "false, false", "'FALSE\n', false"})
  void readsTheSwitchInAnyCaseAndWithSpaceAround(String value, boolean enabled) {
    insert("data_ingestion_enabled", value);

    assertThat(controls().ingestionEnabled()).isEqualTo(enabled);
  }

  @Test
  void readsNoLookupWhenSwitchedOff() {
    insert("data_ingestion_enabled", "false");

    assertThat(FIXTURE.readAll("lookup.table=absent").lookups()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "yes", "0", "truee", "'; DROP TABLE app_configs; --", "null"})
  void refusesASwitchThatIsNeither(String value) {
    insert("data_ingestion_enabled", value);

    String shown = value.equals("null") ? value : "'" + value + "'";
    assertThat(FIXTURE.failureOfAll(ErrorCode.CONTROL_INVALID))
        .hasMessage(
            "Cannot honour app_configs: its row 'data_ingestion_enabled' has the value %s, not true"
                + " or false; update the row, or pass --ignore-controls",
            shown);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "' 1000 ', 1000", "0007, 7", "999999999, 999999999"})
  void readsTheMostFilesOfACommit(String value, int files) {
    insert("max_batch_size", value);

    assertThat(controls().maxBatchSize()).isEqualTo(files);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "00",
        "-1",
        "abc",
        "1e3",
        "1.0",
        "1 000",
        "+5",
        "",
        "1000000000",
        "99999999999999999999",
        "\u0661",
        "null"
      })
  void refusesANumberOfFilesThatIsNone(String value) {
    insert("max_batch_size", value);

    assertThat(FIXTURE.failureOfAll(ErrorCode.CONTROL_INVALID))
        .hasMessageStartingWith(
            "Cannot honour app_configs: its row 'max_batch_size' has the value ")
        .hasMessageContaining("not a number of files from 1 to 999999999");
  }

  @Test
  void refusesRowsThatContradictEachOther() {
    insert("data_ingestion_enabled", "true");
    insert("data_ingestion_enabled", "false");

    assertThat(FIXTURE.failureOfAll(ErrorCode.CONTROL_INVALID))
        .hasMessageContaining("it has several rows 'data_ingestion_enabled'; leave one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"char(40)", "citext", "text COLLATE any_case"})
  void comparesKeysAsTheirColumnDoes(String type) {
    FIXTURE.executeAsSuperuser("CREATE EXTENSION IF NOT EXISTS citext");
    FIXTURE.execute(
        "CREATE COLLATION IF NOT EXISTS any_case (provider = icu, locale = 'und-u-ks-level2',"
            + " deterministic = false)",
        "ALTER TABLE app_configs ALTER config_key TYPE " + type,
        "ALTER TABLE app_configs ALTER config_value TYPE char(20)");
    boolean anyCase = !type.startsWith("char");
    insert(anyCase ? "DATA_ingestion_ENABLED" : "data_ingestion_enabled", "false");
    insert(anyCase ? "Max_Batch_Size" : "max_batch_size", "12");

    assertThat(controls()).isEqualTo(new Controls(false, 12));
  }

  @Test
  void takesASwitchThatIsABoolean() {
    insert("data_ingestion_enabled", "false");
    FIXTURE.execute("ALTER TABLE app_configs ALTER config_value TYPE boolean USING false");

    assertThat(controls()).isEqualTo(new Controls(false, Integer.MAX_VALUE));
  }

  @Test
  void aDatabaseWithoutTheTableSwitchesNothingOff() {
    LookupFixture database = LookupFixture.holding("A=1");
    database.execute("CREATE INDEX app_configs ON merchant_lookup (merchant_id)");

    assertThat(database.readAll().controls()).isEqualTo(Controls.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "controls.enabled=true, app_configs, run bootstrap",
    "controls.table=switches, switches, create it"
  })
  void saysHowToDoWithoutATableThatIsAskedForAndMissing(
      String asking, String table, String remedy) {
    FIXTURE.execute("DROP TABLE app_configs");

    assertThat(FIXTURE.failureOfAll(ErrorCode.LOOKUP_MISSING, asking))
        .hasMessageStartingWith(
            "Cannot read controls %1$s: relation \"%1$s\" does not exist", table)
        .hasMessageEndingWith(
            remedy + ", or change the table's name in the settings; or set controls.enabled=false");
  }

  @Test
  void doesNotPassOverATableThatItsNameAloneDoesNotFind() {
    LookupFixture database = LookupFixture.holding("A=1");
    database.execute(
        "CREATE SCHEMA elsewhere",
        "CREATE TABLE elsewhere.app_configs AS"
            + " SELECT 'data_ingestion_enabled' config_key, 'false' config_value");

    assertThat(database.failureOfAll(ErrorCode.LOOKUP_MISSING))
        .hasMessageStartingWith(
            "Cannot read controls app_configs: relation \"app_configs\" does not exist");
    assertThat(database.readAll("controls.table=elsewhere.app_configs").controls())
        .isEqualTo(new Controls(false, Integer.MAX_VALUE));
  }

  @Test
  void readsAView() {
    LookupFixture database = LookupFixture.holding("A=1");
    database.execute(
        "CREATE VIEW app_configs AS SELECT 'max_batch_size' config_key, '7' config_value");

    assertThat(database.readAll().controls().maxBatchSize()).isEqualTo(7);
  }

  @Test
  void doesNotPassOverATableThatMayNotBeRead() {
    FIXTURE.execute("REVOKE ALL ON app_configs FROM \"user\"");

    assertThat(FIXTURE.failureOfAll(ErrorCode.LOOKUP_DENIED))
        .hasMessageContaining("permission denied for table app_configs");
  }

  @Test
  void namesAColumnThatIsMissingAndATableThatMayNotBeRead() {
    FIXTURE.execute("ALTER TABLE app_configs RENAME config_value TO value");
    FIXTURE.executeAsSuperuser(
        "CREATE TABLE IF NOT EXISTS hidden (config_key text, config_value text)");

    assertThat(FIXTURE.failureOfAll(ErrorCode.LOOKUP_COLUMN_MISSING))
        .hasMessageContaining("column \"config_value\" does not exist");
    assertThat(FIXTURE.failureOfAll(ErrorCode.LOOKUP_DENIED, "controls.table=hidden"))
        .hasMessageContaining("permission denied for table hidden");
  }

  @Test
  void readsATableOfAnotherName() {
    FIXTURE.execute(
        "CREATE SCHEMA IF NOT EXISTS \"Ops\"",
        "CREATE TABLE IF NOT EXISTS \"Ops\".\"Switch Board\" AS"
            + " SELECT 'max_batch_size' config_key, '5' config_value");

    assertThat(FIXTURE.readAll("controls.table=Ops.Switch Board").controls().maxBatchSize())
        .isEqualTo(5);
  }

  private static Controls controls() {
    return FIXTURE.readAll().controls();
  }

  private static void insert(String key, String value) {
    FIXTURE.execute(
        "INSERT INTO app_configs VALUES ('%s', %s)".formatted(key, LookupFixture.literal(value)));
  }
}
