package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that are fields inside of structs. */
class NestedKeysTest {
  private static final String SIX_ROWS =
      """
      SELECT id, CASE WHEN id <> 3 THEN named_struct('name', 'n', 'at', CASE WHEN id <> 2 THEN
        named_struct('Id', element_at(array('MER-ABC', 'MER-XYZ', '', '', 'MER-?', NULL), id)) END)
      END AS merchant FROM (SELECT CAST(id AS int) id FROM range(1, 7))""";

  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void makeTables() {
    tables = new EnrichmentTables(folder).set("raw.key", "merchant.at.id");
  }

  private EnrichResult enrichAsSparkJoins(String key) {
    return tables.enrichAsSparkJoins(
        "r.%s = l.merchant_id".formatted(key), "l.category AS enriched_category");
  }

  @ParameterizedTest
  @ValueSource(strings = {"splice", "rewrite", "auto"})
  void aNullOnTheWayIsANullKey(String producer) {
    tables.set("enrich.producer", producer).set("enrich.small-file-bytes", "16MiB").raw(SIX_ROWS);

    EnrichResult result = enrichAsSparkJoins("merchant.at.Id");

    assertThat(result.counts().matched()).isEqualTo(1);
    assertThat(result.counts().nullKey()).isEqualTo(3);
    assertThat(result.topUnknownKeys()).isEqualTo(Map.of("MER-?", 1L, "", 1L));
  }

  @Test
  void filesFromBeforeTheFieldHaveNoKeys() {
    tables
        .set("raw.key", "merchant.id")
        .raw("SELECT 1 n, named_struct('name', 'x') merchant")
        .raw("SELECT 2 n, named_struct('name', 'x', 'id', 'MER-ABC') merchant")
        .raw("SELECT 3 n, CAST(NULL AS struct<name: string, id: string>) merchant");

    EnrichResult result = enrichAsSparkJoins("merchant.id");

    assertThat(result.counts().matched()).isEqualTo(1);
    assertThat(result.counts().nullKey()).isEqualTo(2);
  }

  @Test
  void aChangedRowMakesAnewOnlyFilesThatHoldItsKey() {
    tables
        .set("raw.key", "merchant.id")
        .raw("SELECT 1 n, named_struct('id', 'MER-ABC') merchant")
        .raw("SELECT 2 n, named_struct('id', 'MER-XYZ') merchant");
    tables.enrich();

    tables.database("UPDATE merchant_lookup SET category = 'Tech' WHERE merchant_id = 'MER-XYZ'");
    EnrichResult result = enrichAsSparkJoins("merchant.id");

    assertThat(result.files().kept()).isEqualTo(1);
    assertThat(result.files().added()).isEqualTo(1);
  }

  @Test
  void aColumnWhoseNameHasTheDotComesFirst() {
    tables
        .set("raw.key", "merchant.id")
        .raw("SELECT 'MER-ABC' AS `merchant.id`, named_struct('id', 'MER-XYZ') AS merchant");

    enrichAsSparkJoins("`merchant.id`");
  }

  @Test
  void numbersAndNamesWithDotsMayBeInsideToo() {
    tables
        .database("CREATE TABLE n (k bigint, v text)", "INSERT INTO n VALUES (7, 'seven')")
        .set("lookup.table", "n")
        .set("lookup.key", "k")
        .set("lookup.columns", "v:new_value")
        .set("raw.key", "a.b.c.d")
        .set("lookup.max-broadcast-bytes", "0")
        .raw("SELECT named_struct('b.c', named_struct('d', 7S)) a");

    tables.enrichAndVerify();

    assertThat(tables.curated().first().getString(1)).isEqualTo("seven");
  }
}
