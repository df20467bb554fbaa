package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rows in, rows out, each with its value. */
interface RowsContract extends EnrichmentContract {
  @Test
  default void rowsAreThoseOfALeftJoin() {
    EnrichResult result = tables().sixRows().enrichAndVerify();

    assertThat(rows(tables().curated())).hasSize(6).isEqualTo(rows(tables().oracle()));
    assertThat(result.counts().rows()).isEqualTo(6);
    assertThat(result.counts().matched()).isEqualTo(4);
    assertThat(result.counts().nullKey()).isEqualTo(1);
    assertThat(result.counts().unknownKey()).isEqualTo(1);
    assertThat(result.topUnknownKeys()).isEqualTo(Map.of("MER-?", 1L));
  }

  @Test
  default void equalRowsAllStay() {
    tables()
        .raw(
            "SELECT 'MER-ABC' merchant_id, 1 a FROM range(7) UNION ALL SELECT NULL, 1 FROM range(5)")
        .enrichAndCheck();

    assertThat(tables().check().rows()).isEqualTo(12);
  }

  @Test
  default void columnsKeepTheirOrderAndTheNewOnesFollow() {
    tables()
        .set("lookup.columns", "merchant_name:name, category:kind")
        .raw("SELECT 1 z, 'MER-ABC' merchant_id, 2 a, 3 `m.n`, 4 `q``r`, 5 `Ünïcode`")
        .enrichAndCheck();

    assertThat(tables().curatedRows().names())
        .containsExactly("z", "merchant_id", "a", "m.n", "q`r", "Ünïcode", "name", "kind");
    assertThat(tables().curatedRows().lines())
        .containsExactly("1|MER-ABC|2|3|4|5|Alpha Mart|Groceries");
  }

  @Test
  default void keysAndValuesMayHoldAnyCharacter() {
    List<String> keys =
        List.of("it''s", "a\"b", "$1", "line\nbreak", "🛒", "naïve", "%_", "\\n", "");
    keys.forEach(
        key ->
            tables()
                .database(
                    "INSERT INTO merchant_lookup VALUES ('%1$s', 'm', '%1$s!')".formatted(key)));
    tables()
        .raw(
            "SELECT col merchant_id FROM (SELECT explode(array('it\\'s', 'a\"b', '$1', 'line\nbreak', '🛒', 'naïve', '%_', '\\\\n', '')))");

    EnrichResult result = tables().enrichAndCheck();

    assertThat(result.counts().matched()).isEqualTo(keys.size());
  }

  /** Keys that are spelled alike and not the same. */
  private EnrichmentTables spellings() {
    return tables()
        .raw(
            "SELECT col merchant_id FROM (SELECT explode(array('MER-ABC ', ' MER-ABC', 'mer-abc', 'MER-ABC', 'MER-ABC  ', 'MER-XYZ', '\tMER-ABC', ' mer-ABC ', 'CAFÉ é', 'MER ABC')))");
  }

  @Test
  default void keysAreComparedCodePointByCodePoint() {
    EnrichResult result = spellings().enrichAndCheck();

    assertThat(result.counts().matched()).isEqualTo(2);
    assertThat(result.topUnknownKeys()).hasSize(8).doesNotContainKeys("MER-ABC", "MER-XYZ");
  }

  @Test
  default void trimmedKeysMatchWithSpacesAtTheirEnds() {
    tables()
        .set("lookup.match", "trim")
        .database(
            "UPDATE merchant_lookup SET merchant_id = '  MER-XYZ' WHERE merchant_id = 'MER-XYZ'");

    EnrichResult result = spellings().enrichAndCheck();

    assertThat(result.counts().matched()).isEqualTo(5);
    assertThat(result.topUnknownKeys())
        .containsOnlyKeys("mer-abc", " mer-ABC ", "\tMER-ABC", "CAFÉ é", "MER ABC");
  }

  @Test
  default void upperAndLowerCaseMayBeIgnored() {
    tables()
        .set("lookup.match", "trim-ignore-case")
        .database("INSERT INTO merchant_lookup VALUES ('Café É', 'c', 'Coffee')");

    EnrichResult result = spellings().enrichAndCheck();

    assertThat(result.counts().matched()).isEqualTo(8);
    assertThat(result.counts().unknownKey()).isEqualTo(2);
  }

  @Test
  default void theKeyMayBeSpelledInAnotherCase() {
    tables().set("raw.key", "MERCHANT_ID").sixRows().enrichAndCheck();

    assertThat(tables().curatedRows().names())
        .containsExactly("id", "merchant_id", "enriched_category");
  }

  @Test
  default void theKeyMayBeAnyTextColumnAndTheLookupAnyTable() {
    tables()
        .database(
            "CREATE SCHEMA \"Ref Data\"",
            "CREATE TABLE \"Ref Data\".\"Codes\" (\"Code\" TEXT PRIMARY KEY, \"Is OK\" BOOLEAN)",
            "INSERT INTO \"Ref Data\".\"Codes\" VALUES ('EUR', true), ('DEM', false)")
        .set("raw.key", "cur rency".replace(" ", ""))
        .set("lookup.table", "Ref Data.Codes")
        .set("lookup.key", "Code")
        .set("lookup.columns", "Is OK:currency_ok")
        .raw("SELECT * FROM VALUES ('EUR'), ('DEM'), ('XXX') AS (currency)")
        .enrichAndCheck();

    assertThat(tables().curatedRows().names()).containsExactly("currency", "currency_ok");
    assertThat(tables().curatedRows().lines()).containsExactly("DEM|false", "EUR|true", "XXX|null");
  }

  @Test
  default void veryLongKeysAreKeptWhole() {
    tables()
        .database("INSERT INTO merchant_lookup VALUES (repeat('k', 50), 'long', 'Long')")
        .raw("SELECT repeat('k', 50) merchant_id UNION ALL SELECT repeat('x', 1000000)");

    EnrichResult result = tables().enrichAndCheck();

    assertThat(result.counts().matched()).isEqualTo(1);
    assertThat(tables().curatedRows().column("merchant_id"))
        .extracting(String::length)
        .containsExactlyInAnyOrder(50, 1_000_000);
    assertThat(result.topUnknownKeys().keySet())
        .as("what is printed stays short")
        .allSatisfy(key -> assertThat(key.length()).isLessThan(1_000));
  }

  @Test
  default void aLookupOfManyRows() {
    tables()
        .database(
            "INSERT INTO merchant_lookup SELECT 'M' || i, 'name ' || i, 'category ' || i % 97 FROM generate_series(1, 200000) i")
        .raw("SELECT id, concat('M', id * 7) merchant_id FROM range(0, 40000, 1, 1)");

    EnrichResult result = tables().enrichAndCheck();

    assertThat(result.lookup().rows()).isEqualTo(200_004);
    assertThat(result.join()).isEqualTo("broadcast");
    assertThat(result.counts().matched()).isEqualTo(200_000 / 7);
  }

  @Test
  default void foldersMayHaveAnyName() {
    EnrichResult result = tables().in("a b%20+é#").sixRows().enrichAndCheck();

    assertThat(result.target().path()).endsWith("/a b%20+é#/curated");
    assertThat(tables().enrichAndCheck().outcome()).isEqualTo("nothing to do");
  }
}
