package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A row takes the values that were valid at its own time. PostgreSQL joins the same by itself. */
class ValidityTest {
  private static final LocalDate START = LocalDate.of(2024, 1, 1);

  @TempDir Path folder;
  private EnrichmentTables tables;
  private final Random random = new Random(17);

  @BeforeEach
  void makeTables() {
    tables =
        new EnrichmentTables(folder)
            .set("raw.key", "account,country")
            .set("lookup.table", "accounts")
            .set("lookup.key", "id,country")
            .set("lookup.columns", "segment,risk")
            .set("lookup.valid-from", "valid_from")
            .set("lookup.valid-to", "valid_to")
            .set("lookup.raw-time", "ts");
  }

  /** Periods that follow each other, some with a gap between them, some without a bound. */
  private void accounts(String type) {
    List<String> rows = new ArrayList<>();
    for (int account = 0; account < 40; account++) {
      LocalDate day = START.minusDays(random.nextInt(30));
      int periods = 1 + random.nextInt(4);
      for (int i = 0; i < periods; i++) {
        String from = i == 0 && account % 5 == 0 ? "NULL" : "'%s'".formatted(day);
        LocalDate end = day.plusDays(1 + random.nextInt(20));
        String to = i == periods - 1 && account % 3 == 0 ? "NULL" : "'%s'".formatted(end);
        rows.add(
            "(%d, '%s', %s, %s, 'seg %d.%d', %d)"
                .formatted(account, account % 2 == 0 ? "DE" : "FR", from, to, account, i, i));
        day = end.plusDays(account % 4 == 0 ? 3 : 0);
      }
    }
    tables.database(
        "CREATE TABLE accounts (id bigint, country text, valid_from %1$s, valid_to %1$s, segment text, risk int)"
            .formatted(type),
        "INSERT INTO accounts VALUES " + String.join(", ", rows));
  }

  /** Rows of many times; some lack a part of the key, or the time. */
  private void raw(String type, int files) {
    tables.database(
        "CREATE TABLE raw (id bigint, account bigint, country text, ts %s)"
            .formatted(type.equals("timestamp") ? "timestamptz" : type.replace("_ntz", "")));
    for (int file = 0; file < files; file++) {
      List<String> rows = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        int account = random.nextInt(50);
        String country = i % 61 == 0 ? "NULL" : account % 2 == 0 ? "'DE'" : "'FR'";
        String time =
            i % 53 == 0
                ? "NULL"
                : "%s '%s'"
                    .formatted(
                        type,
                        type.equals("date")
                            ? START.plusDays(random.nextInt(60)).toString()
                            : START.plusDays(random.nextInt(60))
                                + (i % 3 == 0
                                    ? " 00:00:00"
                                    : " %02d:59:59.999999".formatted(random.nextInt(24))));
        rows.add("(%d, %d, %s, %s)".formatted(file * 500 + i, account, country, time));
      }
      String values = String.join(", ", rows);
      tables.raw(
          "SELECT * FROM VALUES %s AS (id, account, country, ts)"
              .formatted(values.replaceAll("\\((\\d+), (\\d+)", "($1L, $2L")));
      tables.database(
          "INSERT INTO raw VALUES "
              + values
                  .replaceAll("timestamp '", "timestamptz '")
                  .replaceAll("timestamp_ntz '", "timestamp '")
                  .replaceAll("(timestamptz '[^']*)'", "$1+00'"));
    }
  }

  /** All values as PostgreSQL joins them by itself. */
  private void assertAsPostgresJoins(String condition) {
    List<String> expected =
        tables.query(
            """
            SELECT r.id || ':' || coalesce(a.segment, '-') || ':' || coalesce(a.risk::text, '-')
            FROM raw r LEFT JOIN accounts a ON a.id = r.account AND a.country = r.country AND %s
            ORDER BY r.id"""
                .formatted(condition));
    List<String> found =
        tables
            .curated()
            .orderBy("id")
            .selectExpr("concat_ws(':', id, coalesce(segment, '-'), coalesce(string(risk), '-'))")
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    assertThat(found).isEqualTo(expected);
  }

  private static String within(String from, String to, String time) {
    return "coalesce(%1$s <= %3$s, a.valid_from IS NULL AND %3$s IS NOT NULL)"
        .concat(" AND coalesce(%3$s < %2$s, a.valid_to IS NULL)")
        .formatted(from, to, time);
  }

  @ParameterizedTest
  @CsvSource({
    "splice, 256MiB, 0",
    "rewrite, 256MiB, 0",
    "auto, 256MiB, 16MiB",
    "auto, 0, 16MiB",
    "splice, 0, 0"
  })
  void rowsTakeWhatWasValidAtTheirTime(String producer, String bound, String smallFiles) {
    accounts("timestamptz");
    raw("timestamp", 2);
    tables
        .set("enrich.producer", producer)
        .set("lookup.max-broadcast-bytes", bound)
        .set("enrich.small-file-bytes", smallFiles);

    EnrichResult result = tables.enrichAndVerify();

    assertAsPostgresJoins(within("a.valid_from", "a.valid_to", "r.ts"));
    assertThat(result.counts().nullTime()).isPositive();
    assertThat(result.counts().outsideValidity()).isPositive();
    assertThat(result.counts().nullKey()).isPositive();
    assertThat(result.counts().unknownKey()).isPositive();
    assertThat(tables.enrich().outcome()).isEqualTo(EnrichResult.NOTHING_TO_DO);
  }

  @ParameterizedTest
  @CsvSource({
    "date, date, UTC",
    "date, date, Europe/Berlin",
    "timestamp, date, Europe/Berlin",
    "timestamp, timestamp, America/New_York",
    "timestamp_ntz, timestamp, UTC",
    "timestamp_ntz, timestamptz, Asia/Tokyo",
    "date, timestamptz, Asia/Tokyo"
  })
  void datesAndTimesWithoutAZoneAreOfTheZoneThatIsSet(String raw, String lookup, String zone) {
    accounts(lookup);
    raw(raw, 1);
    tables.set("lookup.zone", zone).enrichAndVerify();

    assertAsPostgresJoins(
        within(
            moment("a.valid_from", lookup, zone),
            moment("a.valid_to", lookup, zone),
            moment("r.ts", raw.equals("timestamp") ? "timestamptz" : raw, zone)));
  }

  private static String moment(String column, String type, String zone) {
    return type.equals("timestamptz")
        ? column
        : "%s::timestamp AT TIME ZONE '%s'".formatted(column, zone);
  }

  @ParameterizedTest
  @CsvSource({"256MiB", "0"})
  void withoutAnEndARowIsValidUntilTheNextOneBegins(String bound) {
    accounts("date");
    raw("timestamp", 1);
    tables.set("lookup.valid-to", "").set("lookup.max-broadcast-bytes", bound).enrichAndVerify();

    assertAsPostgresJoins(
        "r.ts IS NOT NULL AND coalesce(a.valid_from, '-infinity') = (SELECT max(coalesce(b.valid_from, '-infinity')) FROM accounts b"
            + " WHERE b.id = r.account AND b.country = r.country AND coalesce(b.valid_from, '-infinity') <= r.ts)");
  }

  @Test
  void aChangedValidityMakesAnewOnlyFilesOfItsKeyAndTime() {
    tables
        .database(
            "CREATE TABLE accounts (id bigint, country text, valid_from date, valid_to date, segment text, risk int)",
            "INSERT INTO accounts VALUES (1, 'DE', '2024-01-01', '2024-02-01', 'a', 1), (1, 'DE', '2024-02-01', NULL, 'b', 2),"
                + " (2, 'DE', NULL, NULL, 'c', 3)")
        .raw("SELECT 1L id, 1L account, 'DE' country, timestamp '2024-01-10 00:00:00' ts")
        .raw("SELECT 2L id, 1L account, 'DE' country, timestamp '2024-02-10 00:00:00' ts")
        .raw("SELECT 3L id, 2L account, 'DE' country, timestamp '2024-02-10 00:00:00' ts")
        .enrichAndVerify();
    tables.database("UPDATE accounts SET segment = 'new' WHERE valid_from = '2024-02-01'");

    EnrichResult result = tables.enrich();

    assertThat(result.files().added()).isEqualTo(1);
    assertThat(result.files().kept()).isEqualTo(2);
    assertThat(result.reasons()).isEqualTo(Map.of("lookup changed", 1));
    assertThat(tables.curated().where("segment = 'new' AND id = 2").count()).isEqualTo(1);
    assertThat(tables.verify().verified()).isTrue();

    tables.database("UPDATE accounts SET valid_to = '2024-01-05' WHERE segment = 'a'");
    assertThat(tables.enrich().files().added()).isEqualTo(1);
    assertThat(tables.curated().where("segment IS NULL AND id = 1").count()).isEqualTo(1);
    assertThat(tables.verify().verified()).isTrue();
  }

  @Test
  void anEarlierSnapshotIsValidAsItWas() {
    accounts("date");
    raw("timestamp", 1);
    String first = tables.enrich().lookup().snapshot();
    List<String> before = EnrichmentTables.rows(tables.curated());
    tables.database(
        "UPDATE accounts SET valid_to = NULL, valid_from = '2024-02-01' WHERE risk = 0");
    tables.database("DELETE FROM accounts WHERE risk > 0");
    tables.enrich();
    assertThat(EnrichmentTables.rows(tables.curated())).isNotEqualTo(before);

    tables.enrich(new EnrichOptions(false, false, Optional.of(first)));

    assertThat(EnrichmentTables.rows(tables.curated())).isEqualTo(before);
  }
}
