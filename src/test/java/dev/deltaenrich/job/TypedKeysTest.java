package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that are numbers or dates: values are compared, never the texts of casts. */
class TypedKeysTest {
  private static final String CONDITION = "r.k = l.k";
  private static final String COLUMN = "l.name AS new_name";

  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void makeTables() {
    tables =
        new EnrichmentTables(folder)
            .set("raw.key", "k")
            .set("lookup.table", "typed")
            .set("lookup.key", "k")
            .set("lookup.columns", "name:new_name");
  }

  private void lookup(String type, String... rows) {
    tables.database(
        "CREATE TABLE typed (k %s, name text)".formatted(type),
        "INSERT INTO typed VALUES " + String.join(", ", rows));
  }

  private EnrichResult enrichAsSparkJoins() {
    return tables.enrichAsSparkJoins(CONDITION, COLUMN);
  }

  @ParameterizedTest
  @CsvSource({
    "tinyint, integer, 127, -128, splice, 256MiB",
    "smallint, smallint, 32767, -32768, rewrite, 256MiB",
    "int, bigint, 2147483647, -2147483648, splice, 0",
    "bigint, 'numeric(20,1)', 9223372036854775807, -9223372036854775808, auto, 256MiB",
    "bigint, 'numeric(30,0)', 9223372036854775807, -9223372036854775808, rewrite, 0",
    "'decimal(9,0)', bigint, 999999999, -999999999, splice, 256MiB",
    "'decimal(18,0)', 'numeric(18,0)', 999999999999999999, -999999999999999999, rewrite, 256MiB",
    "'decimal(38,0)', 'numeric(38,0)', 99999999999999999999999999999999999999, -99999999999999999999999999999999999999, splice, 0",
  })
  void integersOfAnyWidthsAreEqualByTheirValues(
      String raw, String lookup, String most, String least, String producer, String bound) {
    lookup(lookup, "(%s, 'most')".formatted(most), "(7, 'seven')", "(-1, NULL)", "(NULL, 'none')");
    tables
        .set("enrich.producer", producer)
        .set("lookup.max-broadcast-bytes", bound)
        .raw(
            "SELECT CAST(col AS %s) k FROM (SELECT explode(array('%s', '%s', '7', '-1', NULL, '8', '7')))"
                .formatted(raw, most, least));

    EnrichResult result = enrichAsSparkJoins();

    assertThat(result.counts().matched()).isEqualTo(4);
    assertThat(result.counts().nullKey()).isEqualTo(1);
    assertThat(result.topUnknownKeys()).isEqualTo(Map.of("8", 1L, least, 1L));
  }

  @ParameterizedTest
  @CsvSource({"splice, 256MiB", "rewrite, 0"})
  void datesAreEqualByTheirDays(String producer, String bound) {
    lookup("date", "('0001-01-01', 'first')", "('2024-02-29', 'leap')", "('9999-12-31', NULL)");
    tables
        .set("enrich.producer", producer)
        .set("lookup.max-broadcast-bytes", bound)
        .raw(
            "SELECT CAST(col AS date) k FROM (SELECT explode(array('0001-01-01', '2024-02-29', '9999-12-31', '1582-10-14', NULL)))");

    EnrichResult result = enrichAsSparkJoins();

    assertThat(result.counts().matched()).isEqualTo(3);
    assertThat(result.topUnknownKeys()).containsOnlyKeys("1582-10-14");
    assertThat(tables.verify().verified()).isTrue();
  }

  @Test
  void aChangedRowMakesAnewOnlyFilesWhoseNumbersReachIt() {
    lookup("bigint", "(5, 'five')", "(15, 'fifteen')", "(150, 'many')");
    tables
        .raw("SELECT id k FROM range(0, 10)")
        .raw("SELECT id k FROM range(10, 20)")
        .raw("SELECT id k FROM range(100, 200)");
    tables.enrich();

    tables.database("UPDATE typed SET name = 'XV' WHERE k = 15");
    EnrichResult result = enrichAsSparkJoins();

    assertThat(result.files().kept()).isEqualTo(2);
    assertThat(result.files().added()).isEqualTo(1);
    tables.database("UPDATE typed SET name = 'L' WHERE k = 150");
    assertThat(enrichAsSparkJoins().files().added()).isEqualTo(1);
    assertThat(tables.verify().verified()).isTrue();
  }

  @Test
  void decimalsWithoutAFractionAreNumbersEverywhere() {
    lookup("numeric(20,0)", "(5, 'five')", "(18446744073709551615, 'many')");
    tables
        .raw("SELECT CAST(id AS decimal(20,0)) k, 1 id FROM range(0, 10)", "id")
        .raw("SELECT CAST(18446744073709551615 AS decimal(20,0)) k, 2 id", "id");
    assertThat(enrichAsSparkJoins().counts().matched()).isEqualTo(2);

    tables.database("UPDATE typed SET name = 'V' WHERE k = 5");

    assertThat(enrichAsSparkJoins().files().kept()).isEqualTo(1);
    tables.database("UPDATE typed SET name = 'a lot' WHERE k > 5");
    assertThat(enrichAsSparkJoins().files().kept()).isEqualTo(1);
    assertThat(tables.verify().verified()).isTrue();
  }

  @Test
  void aPartitionsDecimalIsANumber() {
    lookup("bigint", "(7, 'seven')");
    tables.raw("SELECT id, CAST(7 + id AS decimal(12,0)) k FROM range(0, 3)", "k");

    assertThat(enrichAsSparkJoins().counts().matched()).isEqualTo(1);
  }

  @Test
  void aChangedDayMakesAnewOnlyFilesThatHoldIt() {
    lookup("date", "('2024-01-01', 'a')", "('2024-01-09', 'b')");
    tables.raw("SELECT date '2024-01-01' k").raw("SELECT date '2024-01-09' k");
    tables.enrich();

    tables.database("UPDATE typed SET name = 'c' WHERE k = '2024-01-09'");

    assertThat(enrichAsSparkJoins().files().kept()).isEqualTo(1);
  }

  @Test
  void aPartitionsNumberCountsHoweverTheLogSpellsIt() throws IOException {
    lookup("integer", "(7, 'seven')", "(8, 'eight')");
    tables.raw("SELECT id, CAST(7 + id AS int) k FROM range(0, 3)", "k");
    Path entry = Path.of(tables.rawPath(), "_delta_log", "%020d.json".formatted(0));
    String log = Files.readString(entry);
    assertThat(log).contains("\"partitionValues\":{\"k\":\"7\"}");
    EnrichFixture.overwrite(
        entry,
        log.replace("{\"k\":\"7\"}", "{\"k\":\"007\"}")
            .getBytes(java.nio.charset.StandardCharsets.UTF_8));

    assertThat(enrichAsSparkJoins().counts().matched()).isEqualTo(2);
    tables.database("UPDATE typed SET name = 'VII' WHERE k = 7");
    EnrichResult result = enrichAsSparkJoins();

    assertThat(result.files().added()).isEqualTo(1);
    assertThat(result.files().kept()).isEqualTo(2);
  }

  @Test
  void smallFilesShareAFileByTheirDay() {
    lookup("date", "('2024-01-01', 'a')");
    tables
        .set("enrich.small-file-bytes", "16MiB")
        .raw("SELECT date '2024-01-01' k, 1 id")
        .raw("SELECT date '2024-01-02' k, 2 id")
        .raw("SELECT CAST(NULL AS date) k, 3 id");

    EnrichResult result = enrichAsSparkJoins();

    assertThat(result.files().added()).isEqualTo(1);
    assertThat(result.counts().matched()).isEqualTo(1);
  }

  @Test
  void oneNumberInTwoSpellingsIsADuplicate() {
    lookup("numeric", "(7, 'a')", "(7.00, 'b')", "(8, 'c')");
    tables.raw("SELECT 7 k");

    tables.refuses(ErrorCode.LOOKUP_DUPLICATES, "'7' (2 rows)");
    tables.set("lookup.max-broadcast-bytes", "1B");
    tables.refuses(ErrorCode.LOOKUP_DUPLICATES, "'7' (2 rows)");
    tables.set("lookup.duplicates", "first:name desc");
    assertThat(tables.enrich().counts().matched()).isEqualTo(1);
    assertThat(rows(tables.curated())).containsExactly("{\"k\":7,\"new_name\":\"b\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "numeric | 7.5      | 'k' holds 7.5, which is not a whole number",
        "numeric | 'NaN'    | 'k' holds NaN, which is not a whole number",
        "date    | infinity | 'k' holds infinity, which is not a date",
      })
  void aKeyThatNoRowOfRawCanHaveIsNamed(String type, String value, String sentence) {
    lookup(type, "('%s', 'odd')".formatted(value.replace("'", "")));
    tables.raw(type.equals("date") ? "SELECT date '2024-01-01' k" : "SELECT 7 k");

    tables.refuses(ErrorCode.LOOKUP_TYPE, sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "string(7)         | integer | 'k' is string, while the key 'k' of lookup typed is a whole number",
        "7                 | text    | 'k' is int, while the key 'k' of lookup typed is text",
        "7                 | date    | 'k' is int, while the key 'k' of lookup typed is a date",
        "date '2024-01-01' | text    | 'k' is date, while the key 'k' of lookup typed is text",
      })
  void typesWithoutEqualValuesAreRefused(String raw, String lookup, String sentence) {
    lookup(lookup, lookup.equals("date") ? "('2024-01-01', 'x')" : "('7', 'x')");
    tables.raw("SELECT %s k".formatted(raw));

    tables.refuses(
        ErrorCode.KEY_NOT_TEXT,
        sentence,
        "no value of the one equals",
        "set raw.key or lookup.key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bigint | n | t | 't' is string, while the key 'k' of lookup typed is a whole number",
        "text   | t | n | 'n' is bigint, while the key 'k' of lookup typed is text",
        "bigint | n | d | 'd' is date, while the key 'k' of lookup typed is a whole number",
      })
  void aSnapshotKnowsWhatItsKeysAre(String type, String then, String now, String sentence) {
    lookup(type, "('7', 'seven')");
    tables.raw("SELECT 7L n, '7' t, date '1970-01-08' d").set("raw.key", then);
    EnrichOptions snapshot =
        new EnrichOptions(false, false, Optional.of(tables.enrich().lookup().snapshot()));
    tables.set("raw.key", now);

    assertThatThrownBy(() -> tables.enrich(snapshot))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.KEY_NOT_TEXT))
        .hasMessageContaining(sentence);
    assertThat(tables.set("raw.key", then).enrich(snapshot).counts().unknownKey()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"double", "timestamp", "'decimal(10,2)'", "boolean", "binary"})
  void otherTypesOfRawAreRefused(String type) {
    lookup("bigint", "(7, 'x')");
    tables.raw("SELECT CAST(NULL AS %s) k".formatted(type));

    tables.refuses(
        ErrorCode.KEY_NOT_TEXT, "'k' is " + type, "only texts, whole numbers", "and dates");
  }

  @Test
  void onlyTextsAreTrimmed() {
    lookup("bigint", "(7, 'x')");
    tables.set("lookup.match", "trim").raw("SELECT 7 k");

    tables.refuses(
        ErrorCode.KEY_NOT_TEXT, "lookup.match=trim", "its key is k int", "set lookup.match=exact");
  }
}
