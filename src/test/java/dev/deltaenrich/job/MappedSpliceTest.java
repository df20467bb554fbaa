package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files whose columns have other names than the table shows are spliced, and stay right. */
class MappedSpliceTest {
  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void makeTables() {
    tables = new EnrichmentTables(folder).set("enrich.producer", "splice");
  }

  private EnrichResult splicesAll() {
    EnrichResult result = tables.enrichAndCheck();
    assertThat(result.fallbacks()).isEmpty();
    assertThat(result.producers()).isEqualTo(Map.of("splice", result.files().added()));
    return result;
  }

  /** Spark reads the same rows in both tables. */
  private void readsAlike() {
    assertThat(tables.verify().verified()).isTrue();
    assertThat(rows(tables.curated())).isEqualTo(rows(tables.oracle()));
  }

  private void create(String mode) {
    tables.sql(
        """
        CREATE TABLE RAW (id INT, merchant_id STRING, day DATE,
          s STRUCT<a: INT, b: ARRAY<STRUCT<c: STRING, d: INT>>>, m MAP<STRING, STRUCT<e: INT>>)
        USING delta PARTITIONED BY (day)
        TBLPROPERTIES (delta.columnMapping.mode = '%s', delta.minReaderVersion = '2', delta.minWriterVersion = '5')"""
            .formatted(mode));
  }

  private void rawRow(int id, String key) {
    tables.raw(
        """
        SELECT %d id, %s merchant_id, DATE'2024-02-29' day,
          NAMED_STRUCT('a', 7, 'b', ARRAY(NAMED_STRUCT('c', 'x', 'd', 1), NULL)) s,
          MAP('k', NAMED_STRUCT('e', 3)) m"""
            .formatted(id, key),
        "day");
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "id"})
  void columnsOfAllKindsHaveTheNamesOfTheTable(String mode) throws Exception {
    create(mode);
    rawRow(1, "'MER-ABC'");
    rawRow(2, "NULL");
    tables.sql("ALTER TABLE RAW RENAME COLUMN s.b TO list");
    tables.sql("ALTER TABLE RAW RENAME COLUMN id TO number");

    splicesAll();

    readsAlike();
    assertThat(tables.curatedRows().names())
        .containsExactly("number", "merchant_id", "day", "s", "m", "enriched_category");
    assertThat(tables.curatedRows().lines())
        .containsExactly(
            "1|MER-ABC|2024-02-29|{a=7,list=[{c=x,d=1},null]}|<k:{e=3}>|Groceries",
            "2|null|2024-02-29|{a=7,list=[{c=x,d=1},null]}|<k:{e=3}>|null");
    JsonNode statistics = new ObjectMapper().readTree(tables.curatedFiles().get(0).stats());
    assertThat(statistics.at("/minValues/number").isNumber()).isTrue();
    assertThat(statistics.at("/minValues/s/a").intValue()).isEqualTo(7);
    assertThat(statistics.at("/nullCount").fieldNames())
        .toIterable()
        .allMatch(name -> !name.startsWith("col-"));
  }

  @Test
  void aDroppedColumnIsNotShownByFilesOfTheSameNameLater() {
    create("name");
    rawRow(1, "'MER-ABC'");
    tables.sql("ALTER TABLE RAW DROP COLUMN s.a");
    tables.sql("ALTER TABLE RAW DROP COLUMN m");
    splicesAll();

    tables.sql("ALTER TABLE RAW ADD COLUMNS (m STRING)");
    tables.sql("ALTER TABLE RAW ADD COLUMNS (s.a INT)");
    tables.sql("INSERT INTO RAW SELECT 2, 'MER-?', DATE'2024-02-29', NULL, 'new'");
    EnrichResult second = tables.enrichAndVerify();

    assertThat(second.fallbacks()).isEmpty();
    assertThat(second.files().kept()).isEqualTo(1);
    assertThat(
            tables
                .curated()
                .orderBy("id")
                .selectExpr("s.a", "m", "enriched_category")
                .collectAsList())
        .extracting(Row::toString)
        .containsExactly("[null,null,Groceries]", "[null,new,null]");
  }

  @Test
  void aColumnThatComesBackByRestoreComesBackInCurated() {
    create("name");
    rawRow(1, "'MER-ABC'");
    tables.sql("ALTER TABLE RAW DROP COLUMN m");
    splicesAll();

    tables.sql("RESTORE TABLE RAW TO VERSION AS OF 1");
    tables.enrichAndCheck();

    assertThat(tables.curatedRows().column("m")).containsExactly("<k:{e=3}>");
  }

  @Test
  void mappingThatIsSwitchedOnLaterKeepsWhatIsThere() {
    tables.raw("SELECT 1 id, 'MER-ABC' merchant_id, 'x' c");
    splicesAll();

    tables.sql(
        "ALTER TABLE RAW SET TBLPROPERTIES (delta.columnMapping.mode = 'name', delta.minReaderVersion = '2', delta.minWriterVersion = '5')");
    tables.raw("SELECT 2 id, 'MER-XYZ' merchant_id, 'y' c");
    EnrichResult second = splicesAll();

    assertThat(second.files().kept()).isEqualTo(1);
  }

  @Test
  void aStructWithoutAnyOfItsFieldsIsWhatReadersOfRawSee() {
    create("name");
    rawRow(1, "'MER-ABC'");
    tables.sql("ALTER TABLE RAW ADD COLUMNS (s.later INT)");
    tables.sql("ALTER TABLE RAW DROP COLUMN s.a");
    tables.sql("ALTER TABLE RAW DROP COLUMN s.b");

    tables.enrich();

    readsAlike();
    assertThat(tables.curated().where("s.later IS NULL").count()).isEqualTo(1);
  }

  @Test
  void aKeyThatIsAPartitionColumnIsSplicedToo() {
    tables.raw(
        "SELECT * FROM VALUES ('MER-ABC', 1), ('MER-ABC', 2), (NULL, 3), ('MER-?', 4), ('MER-XYZ', 5) AS (merchant_id, a)",
        "merchant_id");

    EnrichResult result = splicesAll();

    assertThat(result.counts().matched()).isEqualTo(3);
    assertThat(result.counts().nullKey()).isEqualTo(1);
    assertThat(result.topUnknownKeys()).isNotEmpty();
  }

  @Test
  void aMappedPartitionKeyIsSplicedToo() {
    tables.sql(
        "CREATE TABLE RAW (k STRING, a INT) USING delta PARTITIONED BY (k) TBLPROPERTIES (delta.columnMapping.mode = 'name')");
    tables.raw("SELECT 'MER-ABC' k, 1 a", "k").raw("SELECT '' k, 2 a", "k");
    tables.sql("ALTER TABLE RAW RENAME COLUMN k TO merchant_id");

    assertThat(splicesAll().counts().nullKey()).isEqualTo(1);
  }
}
