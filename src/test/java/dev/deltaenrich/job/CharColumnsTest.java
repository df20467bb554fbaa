package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.engine.CharColumns;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * CHAR columns whose texts are shorter in files than readers see them, as writers other than Spark
 * leave them.
 */
class CharColumnsTest {
  private static final String OTHER_WRITER = "spark.sql.legacy.charVarcharAsString";

  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void makeTables() {
    tables = new EnrichmentTables(folder);
  }

  /** Inserts texts as they are, unpadded. */
  private void insert(String values) {
    tables.spark().conf().set(OTHER_WRITER, "true");
    try {
      tables.sql("INSERT INTO RAW VALUES " + values);
    } finally {
      tables.spark().conf().unset(OTHER_WRITER);
    }
  }

  private List<String> categories() {
    return tables.curated().orderBy("id").select("enriched_category").collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "16MiB"})
  void readersOfCuratedSeeThemAsReadersOfRawDo(String smallFiles) {
    tables.set("enrich.small-file-bytes", smallFiles);
    tables.sql(
        "CREATE TABLE RAW (id BIGINT, merchant_id STRING, code CHAR(5), inside STRUCT<c: CHAR(3)>) USING delta");
    insert("(1, 'MER-ABC', 'ab', named_struct('c', 'é'))");
    tables.sql("INSERT INTO RAW VALUES (2, 'MER-?', 'cd', NULL), (3, NULL, NULL, NULL)");

    tables.enrichAndVerify();

    assertThat(rows(tables.curated())).isEqualTo(rows(tables.oracle()));
    assertThat(rows(tables.curated()).get(0))
        .contains("\"code\":\"ab   \"", "\"inside\":{\"c\":\"é  \"}");
    assertThat(bytesInFiles()).contains("ab");
  }

  /** What files have, without a table that says what readers are to see. */
  private List<String> bytesInFiles() {
    List<Row> rows =
        tables.curatedFiles().stream()
            .flatMap(
                file ->
                    tables
                        .spark()
                        .read()
                        .schema("code STRING")
                        .parquet(tables.targetPath() + "/" + file.path())
                        .select("code")
                        .collectAsList()
                        .stream())
            .toList();
    return rows.stream().map(row -> row.getString(0)).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"256MiB", "1B"})
  void keysAreComparedAsReadersSeeThem(String bound) {
    tables
        .set("lookup.max-broadcast-bytes", bound)
        .database("INSERT INTO merchant_lookup VALUES ('MER-ABC  ', 'Padded', 'Of nine')");
    tables.sql("CREATE TABLE RAW (id BIGINT, merchant_id CHAR(9)) USING delta");
    insert("(1, 'MER-ABC'), (2, 'MER-ABC  '), (3, NULL), (4, 'MER-XYZ')");

    EnrichResult result = tables.enrich();

    assertThat(categories()).containsExactly("Of nine", "Of nine", null, null);
    assertThat(result.topUnknownKeys()).hasToString("{MER-XYZ  =1}");
  }

  @Test
  void aChangedKeyIsFoundByHowReadersSeeIt() {
    tables.database("INSERT INTO merchant_lookup VALUES ('MER-ABC  ', 'Padded', 'Of nine')");
    tables.sql("CREATE TABLE RAW (id BIGINT, merchant_id CHAR(9)) USING delta");
    insert("(1, 'MER-ABC')");
    insert("(2, 'MER-XYZ')");
    tables.enrich();
    tables.database(
        "UPDATE merchant_lookup SET category = 'Other' WHERE merchant_id = 'MER-ABC  '");

    EnrichResult second = tables.enrich();

    assertThat(categories()).containsExactly("Other", null);
    assertThat(second.files().added()).isEqualTo(1);
    assertThat(second.reasons()).isEqualTo(Map.of("lookup changed", 1));
  }

  @Test
  void aPartitionColumnMayBeTheKey() {
    tables.database("INSERT INTO merchant_lookup VALUES ('MER-ABC  ', 'Padded', 'Of nine')");
    tables.sql(
        "CREATE TABLE RAW (id BIGINT, merchant_id CHAR(9)) USING delta PARTITIONED BY (merchant_id)");
    insert("(1, 'MER-ABC'), (2, 'MER-XYZ')");
    tables.enrich();
    tables.database(
        "UPDATE merchant_lookup SET category = 'Other' WHERE merchant_id = 'MER-ABC  '");

    EnrichResult second = tables.enrich();

    assertThat(categories()).containsExactly("Other", null);
    assertThat(second.files().added()).isEqualTo(1);
  }

  /** Earlier versions padded what they stored, and did not keep how the column is declared. */
  @Test
  void aTableThatForgotTheDeclarationGetsItBack() {
    tables.sql("CREATE TABLE RAW (id BIGINT, merchant_id STRING, code CHAR(5)) USING delta");
    tables.sql("INSERT INTO RAW VALUES (1, 'MER-ABC', 'ab')");
    tables.enrich();
    forgetTheDeclaration();
    assertThat(CharColumns.length(tables.curated().schema(), "code")).isZero();
    insert("(2, 'MER-?', 'cd')");

    EnrichResult second = tables.enrich();

    assertThat(second.files().kept()).isEqualTo(1);
    assertThat(rows(tables.curated()).get(1)).contains("\"code\":\"cd   \"");
  }

  private void forgetTheDeclaration() {
    String declared = "\\\"__CHAR_VARCHAR_TYPE_STRING\\\":\\\"char(5)\\\"";
    LogText.ofTarget(tables).edit(0, text -> text.replace(declared, ""));
  }
}
