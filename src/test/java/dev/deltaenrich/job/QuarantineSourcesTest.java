package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows without a match go to the quarantine, whatever raw and lookup are like. */
class QuarantineSourcesTest {
  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void quarantines() {
    tables =
        new EnrichmentTables(folder)
            .set("lookup.unmatched", "quarantine")
            .set("quarantine.path", folder.resolve("quarantine").toString());
  }

  private List<String> found(String expression) {
    return tables
        .spark()
        .read()
        .format("delta")
        .load(folder.resolve("quarantine").toString())
        .selectExpr("string(%s)".formatted(expression))
        .as(Encoders.STRING())
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "lookup.max-broadcast-bytes, 0",
    "enrich.producer, rewrite",
    "enrich.producer, splice",
    "lookup.match, trim-ignore-case"
  })
  void whateverTheSettings(String key, String value) {
    tables.set(key, value).sixRows().enrichAndCheck();

    assertThat(found("id")).containsExactly("3", "5");
    tables.database("INSERT INTO merchant_lookup VALUES ('MER-?', 'Found', 'Toys')");
    tables.enrichAndCheck();
    assertThat(found("id")).containsExactly("3");
  }

  @Test
  void aLargeFileIsCopiedUnlessRowsOfItHaveNoMatch() {
    String rows =
        "SELECT id, %s merchant_id, concat(sha(string(id)), sha(string(id + 7))) noise"
            + " FROM range(160000)";
    tables.raw(rows.formatted("'MER-ABC'"));
    tables.raw(rows.formatted("if(id = 159999, 'MER-?', 'MER-XYZ')"));

    EnrichResult result = tables.enrichAndVerify();

    assertThat(result.producers()).isEqualTo(Map.of("splice", 1, "rewrite", 1));
    assertThat(found("id")).containsExactly("159999");
    assertThat(tables.curated().count()).isEqualTo(319_999);
  }

  @Test
  void inSeveralCommits() {
    tables.database("INSERT INTO app_configs VALUES ('max_batch_size', '1')").sixRows();

    assertThat(tables.enrichAndCheck().commits()).hasSize(2);

    tables.database("DELETE FROM merchant_lookup WHERE merchant_id = 'MER-ABC'");
    assertThat(tables.enrichAndCheck().commits()).hasSize(2);
    assertThat(found("id")).containsExactly("1", "3", "5", "6");
  }

  @Test
  void ofAPartitionOfTheKey() {
    tables.raw(
        "SELECT * FROM VALUES (1L, 'MER-ABC'), (2L, 'MER-?'), (3L, NULL) AS (id, merchant_id)",
        "merchant_id");

    tables.enrichAndCheck();

    assertThat(found("concat(id, _reason)")).containsExactly("2unknown-key", "3null-key");
    tables.database("INSERT INTO merchant_lookup VALUES ('MER-?', 'Found', 'Toys')");
    tables.enrichAndCheck();
    assertThat(found("id")).containsExactly("3");
  }

  @Test
  void ofMappedColumns() {
    tables.sixRows();
    tables.sql(
        "ALTER TABLE RAW SET TBLPROPERTIES ('delta.minReaderVersion' = '2',"
            + " 'delta.minWriterVersion' = '5', 'delta.columnMapping.mode' = 'name')");
    tables.sql("ALTER TABLE RAW RENAME COLUMN id TO number");
    tables.raw("SELECT * FROM VALUES (7L, 'MER-?'), (8L, 'MER-ABC') AS (number, merchant_id)");

    tables.enrichAndVerify();

    assertThat(found("number")).containsExactly("3", "5", "7");
  }

  @Test
  void ofKeysOfSeveralColumnsAndOfColumnsThatRawGains() {
    tables
        .database(
            "CREATE TABLE rates (country VARCHAR(5), kind INT, rate VARCHAR(5),"
                + " PRIMARY KEY (country, kind))",
            "INSERT INTO rates VALUES ('DE', 1, 'low')")
        .set("raw.key", "country,kind")
        .set("lookup.table", "rates")
        .set("lookup.key", "country,kind")
        .set("lookup.columns", "rate")
        .raw(
            "SELECT * FROM VALUES (1L, 'DE', 1), (2L, 'DE', 2), (3L, NULL, 1) AS (id, country, kind)");

    tables.enrichAndVerify();

    assertThat(found("concat(id, _reason)")).containsExactly("2unknown-key", "3null-key");
    tables.raw("SELECT 4L id, 'FR' country, 1 kind, 'new' note");
    tables.enrichAndVerify();
    assertThat(found("concat_ws(' ', id, note)")).containsExactly("2", "3", "4 new");
  }

  @Test
  void ofRowsThatGoAndComeWithRaw() {
    tables.sixRows().enrichAndCheck();

    tables.sql("DELETE FROM RAW WHERE id >= 4");
    tables.enrichAndCheck();
    assertThat(found("id")).containsExactly("3");
    tables.sql("RESTORE RAW TO VERSION AS OF 1");
    tables.enrichAndCheck();
    assertThat(found("id")).containsExactly("3", "5");
    tables.sql("RESTORE TARGET TO VERSION AS OF 1");
    tables.enrichAndCheck();
    assertThat(found("id")).containsExactly("3", "5");
    tables.set("enrich.mode", "full").enrichAndCheck();
  }
}
