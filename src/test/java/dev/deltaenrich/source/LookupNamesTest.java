package dev.deltaenrich.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.failure.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tables, columns and rights as the settings name them. */
class LookupNamesTest {
  private static final Map<String, Object> ROWS = Map.of("A", "1");

  @Test
  void readsAQualifiedTable() {
    LookupFixture fixture = LookupFixture.create();
    fixture.execute(
        "CREATE SCHEMA ref",
        "CREATE TABLE ref.merchants (id text, kind text)",
        "INSERT INTO ref.merchants VALUES ('A', '1')");

    Lookup lookup =
        fixture.read("lookup.table=ref.merchants", "lookup.key=id", "lookup.columns=kind:x");
    assertThat(LookupFixture.values(lookup)).isEqualTo(ROWS);
  }

  @Test
  void readsNamesThatNeedQuotes() {
    LookupFixture fixture = LookupFixture.create();
    fixture.execute(
        "CREATE SCHEMA \"My Schema\"",
        "CREATE TABLE \"My Schema\".\"Look.Up \"\"1\"\"\" (\"Merchant ID\" text, \"Ca\"\"t\" text)",
        "INSERT INTO \"My Schema\".\"Look.Up \"\"1\"\"\" VALUES ('A', '1')");

    Lookup lookup =
        fixture.read(
            "lookup.table=\"My Schema\".\"Look.Up \"\"1\"\"\"",
            "lookup.key=Merchant ID",
            "lookup.columns=Ca\"t:x",
            "lookup.duplicates=first:Ca\"t desc");
    assertThat(LookupFixture.values(lookup)).isEqualTo(ROWS);
  }

  @Test
  void readsAViewAndAMaterializedView() {
    LookupFixture fixture = LookupFixture.holding("A=1");
    fixture.execute(
        "CREATE VIEW v AS SELECT * FROM merchant_lookup",
        "CREATE MATERIALIZED VIEW m AS SELECT * FROM merchant_lookup");

    assertThat(LookupFixture.values(fixture.read("lookup.table=v"))).isEqualTo(ROWS);
    assertThat(LookupFixture.values(fixture.read("lookup.table=m"))).isEqualTo(ROWS);
  }

  @Test
  void takesSqlInASettingForAName() {
    LookupFixture fixture = LookupFixture.holding("A=1");
    String sql = "merchant_lookup; DROP TABLE merchant_lookup; --";
    String quoted = "x\" FROM merchant_lookup; DROP TABLE merchant_lookup; --";

    assertThat(fixture.failure(ErrorCode.LOOKUP_MISSING, "lookup.table=" + sql))
        .hasMessageContaining("relation \"%s\" does not exist".formatted(sql));
    fixture.failure(ErrorCode.LOOKUP_COLUMN_MISSING, "lookup.key=" + quoted);
    fixture.failure(ErrorCode.LOOKUP_COLUMN_MISSING, "lookup.columns=" + quoted + ":y");
    fixture.failure(ErrorCode.LOOKUP_COLUMN_MISSING, "lookup.duplicates=first:" + quoted);
    fixture.failure(ErrorCode.LOOKUP_COLUMN_MISSING, "lookup.duplicates=first:1/0");
    assertThat(LookupFixture.values(fixture.read())).isEqualTo(ROWS);
  }

  @Test
  void namesTheTableOrColumnThatIsMissing() {
    LookupFixture fixture = LookupFixture.holding("A=1");

    assertThat(fixture.failure(ErrorCode.LOOKUP_MISSING, "lookup.table=absent"))
        .hasMessageStartingWith("Cannot read lookup absent: relation \"absent\" does not exist")
        .hasMessageEndingWith("create it, or change the table's name in the settings");
    assertThat(fixture.failure(ErrorCode.LOOKUP_MISSING, "lookup.table=nowhere.absent"))
        .hasMessageContaining("relation \"nowhere.absent\" does not exist");
    assertThat(fixture.failure(ErrorCode.LOOKUP_COLUMN_MISSING, "lookup.key=no_key"))
        .hasMessageContaining("column \"no_key\" does not exist")
        .hasMessageEndingWith("change the settings or the table");
    assertThat(fixture.failure(ErrorCode.LOOKUP_COLUMN_MISSING, "lookup.columns=no_value"))
        .hasMessageContaining("column \"no_value\" does not exist");
    assertThat(fixture.failure(ErrorCode.LOOKUP_COLUMN_MISSING, "lookup.duplicates=first:no_order"))
        .hasMessageContaining("column \"no_order\" does not exist");
  }

  /** Quoted names keep their case, as they do in PostgreSQL. */
  @Test
  void doesNotFoldTheCaseOfNames() {
    assertThat(
            LookupFixture.holding("A=1")
                .failure(ErrorCode.LOOKUP_MISSING, "lookup.table=MERCHANT_LOOKUP"))
        .hasMessageContaining("relation \"MERCHANT_LOOKUP\" does not exist");
  }

  @Test
  void refusesATableOfAnotherDatabaseAndWhatIsNoTable() {
    LookupFixture fixture = LookupFixture.holding("A=1");
    fixture.execute("CREATE INDEX an_index ON merchant_lookup (merchant_id)");

    assertThat(fixture.failure(ErrorCode.SETTINGS, "lookup.table=db.public.merchant_lookup"))
        .hasMessageContaining("it has 3 parts");
    assertThat(fixture.failure(ErrorCode.LOOKUP_MISSING, "lookup.table=an_index"))
        .hasMessageContaining("an_index");
  }

  @Test
  void asksForTheRightToReadTheTable() {
    LookupFixture fixture = LookupFixture.create();
    fixture.executeAsSuperuser("CREATE TABLE merchant_lookup (merchant_id text, category text)");

    assertThat(fixture.failure(ErrorCode.LOOKUP_DENIED))
        .hasMessageContaining("permission denied for table merchant_lookup")
        .hasMessageEndingWith("grant user user the right");
  }

  @Test
  void asksForTheRightToReadEveryColumn() {
    LookupFixture fixture = LookupFixture.create();
    fixture.executeAsSuperuser(
        "CREATE TABLE merchant_lookup (merchant_id text, category text, hidden text)",
        "INSERT INTO merchant_lookup VALUES ('A', '1', 'x')",
        "GRANT SELECT (merchant_id, category) ON merchant_lookup TO \"user\"");

    assertThat(LookupFixture.values(fixture.read())).isEqualTo(ROWS);
    assertThat(fixture.failure(ErrorCode.LOOKUP_DENIED, "lookup.columns=category:x,hidden:y"))
        .hasMessageContaining("permission denied for table merchant_lookup");
  }

  @Test
  void asksForTheRightToUseTheSchema() {
    LookupFixture fixture = LookupFixture.create();
    fixture.executeAsSuperuser(
        "CREATE SCHEMA shut",
        "CREATE TABLE shut.merchant_lookup (merchant_id text, category text)");

    assertThat(fixture.failure(ErrorCode.LOOKUP_DENIED, "lookup.table=shut.merchant_lookup"))
        .hasMessageContaining("permission denied for schema shut");
  }
}
