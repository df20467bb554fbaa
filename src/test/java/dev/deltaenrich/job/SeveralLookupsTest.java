package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.plan.LookupIds;
import dev.deltaenrich.services.Postgres;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several lookups in one run: texts, a composite key, and dates. */
class SeveralLookupsTest {
  private static final String RAW =
      """
      SELECT * FROM VALUES (1, 'MER-ABC', 7, 'DE', DATE'2024-01-01'), (2, 'MER-?', 7, 'FR', NULL),
        (3, NULL, NULL, 'DE', DATE'2024-01-02'), (4, 'MER-XYZ', 8, 'DE', DATE'2024-01-03'),
        (5, 'MER-NIL', 9, 'DE', DATE'2024-01-01') AS (id, merchant_id, account, country, day)""";

  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void makeTables() {
    tables =
        new EnrichmentTables(folder)
            .database(
                "CREATE TABLE accounts (id bigint, country text, segment text, risk int)",
                "INSERT INTO accounts VALUES (7, 'DE', 'gold', 1), (7, 'FR', 'silver', NULL), (8, 'DE', NULL, 3)",
                "CREATE TABLE rates (day date, rate numeric(8, 4))",
                "INSERT INTO rates VALUES ('2024-01-01', 1.5), ('2024-01-02', 2)");
  }

  /** The tables with all three lookups. */
  private EnrichmentTables three() {
    return tables
        .set("lookups", "merchant, account, rate")
        .set("lookup.account.raw-key", "account,country")
        .set("lookup.account.table", "accounts")
        .set("lookup.account.key", "id,country")
        .set("lookup.account.columns", "segment,risk")
        .set("lookup.rate.raw-key", "day")
        .set("lookup.rate.table", "rates")
        .set("lookup.rate.key", "day")
        .set("lookup.rate.columns", "rate");
  }

  /** The columns in order, and all values as PostgreSQL joins them by itself. */
  private void assertAsPostgresJoins() {
    assertThat(tables.curated().columns())
        .containsExactly(
            "id",
            "merchant_id",
            "account",
            "country",
            "day",
            "enriched_category",
            "segment",
            "risk",
            "rate");
    List<String> raw =
        tables
            .rawRows()
            .selectExpr(
                "concat('(', id, ', ', coalesce(concat('\\'', merchant_id, '\\''), 'NULL'), ', ',"
                    + " coalesce(string(account), 'NULL'), ', \\'', country, '\\', ',"
                    + " coalesce(concat('date \\'', day, '\\''), 'NULL::date'), ')')")
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    List<String> expected =
        tables.query(
            """
            SELECT r.id || ':' || coalesce(m.category, '-') || ':' || coalesce(a.segment, '-') || ':'
              || coalesce(a.risk::text, '-') || ':' || coalesce(d.rate::text, '-')
            FROM (VALUES %s) AS r (id, merchant_id, account, country, day)
            LEFT JOIN merchant_lookup m ON m.merchant_id = r.merchant_id
            LEFT JOIN accounts a ON a.id = r.account AND a.country = r.country
            LEFT JOIN rates d ON d.day = r.day ORDER BY r.id"""
                .formatted(String.join(", ", raw)));
    List<String> found =
        tables
            .curated()
            .orderBy("id")
            .selectExpr(
                "concat_ws(':', id, coalesce(enriched_category, '-'), coalesce(segment, '-'),"
                    + " coalesce(string(risk), '-'), coalesce(string(rate), '-'))")
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    assertThat(found).isEqualTo(expected);
  }

  private LookupResult lookup(EnrichResult result, String name) {
    return result.lookups().stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "splice, 256MiB, 256MiB, 0",
    "rewrite, 256MiB, 256MiB, 0",
    "auto, 256MiB, 256MiB, 16MiB",
    "auto, 0, 256MiB, 16MiB",
    "splice, 256MiB, 0, 0",
    "auto, 0, 0, 16MiB"
  })
  void oneRunAddsTheColumnsOfAllLookups(
      String producer, String merchantBound, String otherBounds, String smallFiles) {
    three()
        .set("enrich.producer", producer)
        .set("lookup.max-broadcast-bytes", otherBounds)
        .set("lookup.merchant.max-broadcast-bytes", merchantBound)
        .set("enrich.small-file-bytes", smallFiles)
        .raw(RAW)
        .raw(
            RAW.replace("7,", "8,")
                .replace("SELECT *", "SELECT id + 10 AS id, merchant_id, account, country, day"));

    EnrichResult result = tables.enrich();

    assertAsPostgresJoins();
    assertThat(lookup(result, "merchant").counts().matched()).isEqualTo(6);
    assertThat(lookup(result, "account").counts().matched()).isEqualTo(5);
    assertThat(lookup(result, "account").counts().nullKey()).isEqualTo(2);
    assertThat(lookup(result, "account").topUnknownKeys())
        .isEqualTo(Map.of("9, DE", 2L, "8, FR", 1L));
    assertThat(lookup(result, "rate").topUnknownKeys()).isEqualTo(Map.of("2024-01-03", 2L));
    assertThat(tables.verify().verified()).isTrue();
    assertThat(tables.enrich().outcome()).isEqualTo(EnrichResult.NOTHING_TO_DO);
  }

  @Test
  void verifyTellsLookupsApart() {
    three().raw(RAW).enrich();

    assertThat(tables.verify().lookups())
        .extracting(
            it -> it.name() + " " + it.matched() + " " + it.nullKey() + " " + it.unknownKey())
        .containsExactly("merchant 3 1 1", "account 3 1 1", "rate 3 1 1");
  }

  @Test
  void aChangeInOneLookupMakesAnewOnlyFilesThatHoldItsKey() {
    three()
        .raw("SELECT 1 id, 'MER-ABC' merchant_id, 7 account, 'DE' country, DATE'2024-01-01' day")
        .raw("SELECT 2 id, 'MER-ABC' merchant_id, 7 account, 'FR' country, DATE'2024-01-02' day")
        .raw("SELECT 3 id, 'MER-XYZ' merchant_id, 8 account, 'DE' country, DATE'2024-01-02' day")
        .enrich();
    tables.database("UPDATE accounts SET segment = 'new' WHERE country = 'FR'");

    EnrichResult result = tables.enrich();

    assertThat(result.files().added()).isEqualTo(1);
    assertThat(result.files().kept()).isEqualTo(2);
    assertThat(result.reasons()).isEqualTo(Map.of("lookup changed: account", 1));
    assertAsPostgresJoins();
    tables.database(
        "UPDATE rates SET rate = 9 WHERE day = '2024-01-01'",
        "UPDATE merchant_lookup SET category = 'new' WHERE merchant_id = 'MER-XYZ'");
    assertThat(tables.plan().changes().removeReasons())
        .isEqualTo(Map.of("lookup changed: merchant", 1, "lookup changed: rate", 1));
    assertThat(tables.enrich().files().added()).isEqualTo(2);
    assertAsPostgresJoins();
    assertThat(tables.verify().verified()).isTrue();
  }

  @Test
  void eachLookupHasItsOwnSnapshotInTheLogAndInTheHistory() {
    EnrichResult result = three().raw(RAW).enrich();

    FileTags tags = EnrichmentTables.tags(tables.curatedFiles().get(0));
    assertThat(LookupIds.parse(tags.lookupSnapshot()))
        .containsOnlyKeys("merchant", "account", "rate")
        .containsEntry("account", lookup(result, "account").snapshot());
    assertThat(LookupIds.parse(tags.rule())).containsOnlyKeys("merchant", "account", "rate");
    assertThat(tables.record().lookups())
        .extracting(it -> it.lookup().table())
        .containsExactly("merchant_lookup", "accounts", "rates");
    assertThat(tables.history().select("snapshot").distinct().count()).isEqualTo(3);
  }

  @Test
  void earlierSnapshotsAreGivenByName() {
    EnrichResult first = three().raw(RAW).enrich();
    List<String> before = rows(tables.curated());
    tables.database("UPDATE accounts SET segment = 'new'", "UPDATE rates SET rate = 9");
    tables.enrich();

    tables.enrich(snapshots(first.lookup().snapshot()));

    assertThat(rows(tables.curated())).isEqualTo(before);
    assertThatThrownBy(
            () ->
                tables.enrich(
                    snapshots(
                        first.lookup().snapshot() + ",rate=" + lookup(first, "rate").snapshot())))
        .hasMessageContaining("--lookup-snapshot takes an id of each lookup");
    assertThatThrownBy(
            () -> tables.enrich(snapshots("merchant=" + lookup(first, "merchant").snapshot())))
        .isInstanceOf(EnrichException.class)
        .hasMessageContaining(
            "--lookup-snapshot takes an id of each lookup: merchant=ID,account=ID,rate=ID");
  }

  private static EnrichOptions snapshots(String ids) {
    return new EnrichOptions(false, false, Optional.of(ids));
  }

  @Test
  void aLookupThatIsAddedLeavesTheValuesOfTheOthers() {
    tables.raw(RAW).enrich();
    List<String> before = rows(tables.curated());

    EnrichResult result = three().enrich();

    assertThat(result.reasons()).isEqualTo(Map.of("whole table", 1));
    assertAsPostgresJoins();
    assertThat(rows(tables.curated().drop("segment", "risk", "rate"))).isEqualTo(before);
    assertThat(tables.verify().verified()).isTrue();
  }

  @Test
  void aLookupThatIsTakenAwayIsRefusedUnlessTheWholeTableIsMadeAnew() {
    three().raw(RAW).enrich();
    tables.set("lookups", "merchant,rate").unset("lookup.account.");

    for (ThrowingCallable way :
        List.<ThrowingCallable>of(tables::enrich, tables::plan, this::check)) {
      assertThatThrownBy(way)
          .isInstanceOfSatisfying(
              EnrichException.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SCHEMA_CHANGED))
          .hasMessageContaining("Cannot take the lookup 'account' from");
    }
    assertAsPostgresJoins();

    tables.set("enrich.mode", "full");
    assertThat(check()).isTrue();
    tables.enrich();
    assertThat(tables.curated().columns()).endsWith("day", "enriched_category", "rate");
    assertThat(tables.verify().verified()).isTrue();
  }

  /** As the command of that name looks at the target. */
  private boolean check() {
    return PlanJob.requireTarget(tables.spark(), tables.settings());
  }

  @Test
  void aLookupMayGetAnotherName() {
    three().raw(RAW).enrich();
    tables
        .set("lookups", "merchant,account,price")
        .unset("lookup.rate.")
        .set("lookup.price.raw-key", "day")
        .set("lookup.price.table", "rates")
        .set("lookup.price.key", "day")
        .set("lookup.price.columns", "rate");

    assertThat(tables.enrich().reasons()).isEqualTo(Map.of("rule changed: price, rate", 1));
    assertAsPostgresJoins();
  }

  @Test
  void eachLookupHasItsOwnGates() {
    three().raw(RAW).set("lookup.account.min-match-rate", "0.9");

    tables.refuses(
        ErrorCode.MATCH_RATE,
        "account (accounts)",
        "lookup.account.min-match-rate is 0.9",
        "'9, DE' (1 rows)");

    tables.set("lookup.account.min-match-rate", "0.5").set("lookup.rate.unmatched", "fail");
    tables.refuses(ErrorCode.UNMATCHED, "rate (rates)", "'2024-01-03' (1 rows)");

    tables
        .set("lookup.rate.unmatched", "default:0")
        .set("lookup.merchant.unmatched", "default:none");
    tables.enrich();
    assertThat(tables.curated().where("rate = 0").count()).isEqualTo(2);
    assertThat(tables.curated().where("enriched_category = 'none'").count()).isEqualTo(2);
    assertThat(tables.verify().verified()).isTrue();
  }

  @Test
  void theFiguresOfARunAreThoseOfTheLookupThatMatchedLeast() {
    three().raw(RAW.replace("'MER-ABC'", "'MER-!'"));

    EnrichResult result = tables.enrich();

    assertThat(result.counts()).isEqualTo(lookup(result, "merchant").counts());
    assertThat(result.counts().matched()).isEqualTo(2);
    assertThat(tables.record().counts().matched()).isEqualTo(2);
  }

  @Test
  void aLookupMayBeInAnotherDatabase() {
    String other = Postgres.createDatabase();
    Postgres.execute(
        other,
        "CREATE TABLE rates (day date, rate numeric(8, 4))",
        "INSERT INTO rates VALUES ('2024-01-01', 1.5), ('2024-01-02', 2)");
    three().database("DROP TABLE rates").raw(RAW);
    tables.refuses(
        ErrorCode.LOOKUP_MISSING,
        "\"rates\" does not exist",
        "create it, or change lookup.rate.table");
    tables.set("lookup.rate.jdbc.url", Postgres.url("nowhere"));
    tables.refuses(ErrorCode.DATABASE_MISSING, "create it, or change lookup.rate.jdbc.url");

    tables.set("lookup.rate.jdbc.url", Postgres.url(other)).enrich();

    tables.database(
        "CREATE TABLE rates AS SELECT date '2024-01-01' AS day, 1.5::numeric(8, 4) AS rate UNION SELECT date '2024-01-02', 2::numeric(8, 4)");
    assertAsPostgresJoins();
  }

  @Test
  void whatIsWrongWithOneLookupChangesNothing() {
    three().raw(RAW).enrich();
    List<String> before = rows(tables.curated());
    tables.database("INSERT INTO rates VALUES ('2024-01-01', 7)");

    assertThatThrownBy(tables::enrich)
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.LOOKUP_DUPLICATES))
        .hasMessageContaining("Cannot enrich from lookup rates");
    assertThat(rows(tables.curated())).isEqualTo(before);
  }

  @Test
  void historiesMayBeOneButNoneMayLieInAnother() {
    three().raw(RAW).set("lookup.history.path", folder.resolve("history").toString());
    tables.set("lookup.rate.history.path", folder.resolve("history/rate").toString());

    tables.refuses(
        ErrorCode.TARGET_IS_RAW, "lookup.rate.history.path", "lookup.merchant.history.path");

    tables.set("lookup.rate.history.path", folder.resolve("rates").toString()).enrich();
    assertAsPostgresJoins();
    assertThat(tables.verify().verified()).isTrue();
  }

  @Test
  void thePlanTellsLookupsApart() {
    PlanResult plan = three().raw(RAW).set("lookup.rate.max-broadcast-bytes", "0").plan();

    assertThat(plan.lookups())
        .extracting(it -> it.name() + " " + it.table() + " " + it.join())
        .containsExactly(
            "merchant merchant_lookup broadcast",
            "account accounts broadcast",
            "rate rates shuffle");
    assertThat(plan.report().figures())
        .containsKeys("lookup merchant", "join merchant", "lookup rate", "join rate");
  }

  @Test
  void newColumnsThatRawHasAreRefused() {
    three().raw(RAW).set("lookup.rate.columns", "rate:Country");

    tables.refuses(
        ErrorCode.COLUMN_EXISTS,
        "it already has a column 'country'; give the new one another name with lookup.rate.columns=");
  }
}
