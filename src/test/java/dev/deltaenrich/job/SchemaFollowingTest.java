package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the curated columns when those of raw change. */
class SchemaFollowingTest {
  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void makeTables() {
    tables = new EnrichmentTables(folder);
  }

  private void assertRefused(String cause) {
    long version = version();
    assertThatThrownBy(tables::plan).hasMessageContaining(cause);
    assertThatThrownBy(tables::enrich)
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SCHEMA_CHANGED))
        .hasMessage(
            "Cannot follow the columns of file:%s: %s, which files that are in the target do not fit; make the whole table anew with enrich.mode=full, or undo the change",
            tables.rawPath(), cause);
    assertThat(version()).isEqualTo(version);
    tables.set("enrich.mode", "full").enrichAndCheck();
  }

  private long version() {
    return tables.newest().version();
  }

  private void overwrite(String query, String... partitionColumns) {
    tables
        .spark()
        .sql(query)
        .write()
        .format("delta")
        .mode("overwrite")
        .option("overwriteSchema", true)
        .partitionBy(partitionColumns)
        .save(tables.rawPath());
  }

  @Test
  void aColumnThatSomebodyAddedToTheTargetIsToldAsThat() {
    tables.sixRows().enrich();
    tables.sql("ALTER TABLE TARGET ADD COLUMNS (note STRING)");

    assertThatThrownBy(tables::enrich)
        .isInstanceOf(EnrichException.class)
        .hasMessage(
            "Cannot follow the columns of raw: the target has a column 'note' that raw lacks, and version 1 of the target (ADD COLUMNS) is another program's; if the column was added there by hand, make the whole table anew with enrich.mode=full, which leaves the column out");
    tables.set("enrich.mode", "full").enrichAndCheck();
    assertThat(tables.curatedRows().names()).doesNotContain("note");
  }

  @Test
  void newColumnsStandBeforeTheLookedUpOnes() {
    tables.sixRows().enrichAndCheck();
    tables.raw("SELECT 7L id, 'MER-123' merchant_id, DATE'2024-02-29' day, 1 n");

    EnrichResult result = tables.enrichAndCheck();

    assertThat(result.files().kept()).isEqualTo(2);
    assertThat(tables.curatedRows().names())
        .containsExactly("id", "merchant_id", "day", "n", "enriched_category");
    assertThat(tables.check().rows()).isEqualTo(7);
  }

  @Test
  void aNewColumnIsFollowedBeforeAnyRowHasIt() {
    tables.sixRows().enrichAndCheck();
    tables.sql("ALTER TABLE RAW ADD COLUMN note STRING AFTER id");

    EnrichResult result = tables.enrichAndCheck();

    assertThat(List.of(result.files().added(), result.files().kept())).containsExactly(0, 2);
    assertThat(tables.curatedRows().names())
        .containsExactly("id", "note", "merchant_id", "enriched_category");
    assertThat(tables.enrich().outcome()).isEqualTo("nothing to do");
  }

  @Test
  void aNewFieldInsideAColumnIsFollowed() {
    tables
        .raw("SELECT 1 id, 'MER-ABC' merchant_id, array(named_struct('x', 1)) a")
        .enrichAndCheck();
    tables.raw("SELECT 2 id, 'MER-ABC' merchant_id, array(named_struct('x', 1, 'y', 2)) a");

    assertThat(tables.enrichAndCheck().files().kept()).isEqualTo(1);
  }

  /** Raw files that hold more than the table shows, which it shows from a later version on. */
  private void rawThatHidesColumns() {
    tables
        .raw("SELECT 1 id, 'MER-ABC' merchant_id, named_struct('x', 1, 'y', 2) s, 7L later")
        .raw("SELECT 2 id, 'MER-XYZ' merchant_id, named_struct('x', 3, 'y', 4) s, 8L later")
        .raw("SELECT 3 id, 'MER-123' merchant_id, named_struct('x', 5) s");
    editFirstEntry(
        ",{\\\"name\\\":\\\"later\\\",\\\"type\\\":\\\"long\\\",\\\"nullable\\\":true,\\\"metadata\\\":{}}");
    editFirstEntry(
        ",{\\\"name\\\":\\\"y\\\",\\\"type\\\":\\\"integer\\\",\\\"nullable\\\":true,\\\"metadata\\\":{}}");
  }

  private void editFirstEntry(String gone) {
    LogText.ofRaw(tables).edit(0, text -> text.replace(gone, ""));
  }

  @Test
  void rewrittenFilesWhoseSourcesHeldANewColumnAreMadeAnewInOneVersion() {
    tables.set("enrich.producer", "rewrite");
    rawThatHidesColumns();
    tables.enrichAndCheck();
    tables.database("INSERT INTO app_configs VALUES ('max_batch_size', '1')");
    tables.sql("ALTER TABLE RAW ADD COLUMN later BIGINT");

    assertThat(tables.plan().changes().addReasons())
        .isEqualTo(java.util.Map.of("column gained", 2));
    EnrichResult result = tables.enrichAndCheck();

    assertThat(List.of(result.files().added(), result.files().kept(), result.commits().size()))
        .containsExactly(2, 1, 1);
    assertThat(tables.curatedRows().column("later")).containsExactlyInAnyOrder("7", "8", null);
    assertThat(tables.enrich().outcome()).isEqualTo("nothing to do");
  }

  @Test
  void rewrittenFilesWhoseSourcesHeldANewFieldAreMadeAnew() {
    tables.set("enrich.producer", "rewrite");
    rawThatHidesColumns();
    tables.enrichAndCheck();
    tables.sql("ALTER TABLE RAW ADD COLUMN s.y INT");

    assertThat(tables.enrichAndCheck().files().added()).isEqualTo(2);
    assertThat(tables.curatedRows().column("s"))
        .containsExactlyInAnyOrder("{x=1,y=2}", "{x=3,y=4}", "{x=5,y=null}");
  }

  @Test
  void splicedFilesWhoseSourcesHeldANewColumnAreKept() {
    tables.set("enrich.producer", "splice");
    rawThatHidesColumns();
    tables.enrichAndCheck();
    tables.sql("ALTER TABLE RAW ADD COLUMN later BIGINT");

    assertThat(tables.enrichAndVerify().files().kept()).isEqualTo(3);
    assertThat(rows(tables.curated())).isEqualTo(rows(tables.oracle()));
    assertThat(tables.curatedRows().column("later")).containsExactlyInAnyOrder("7", "8", null);
  }

  @Test
  void aDroppedColumnIsRefused() {
    tables.raw("SELECT 1 id, 'MER-ABC' merchant_id, 'x' gone").enrichAndCheck();
    overwrite("SELECT 1 id, 'MER-ABC' merchant_id");

    assertRefused("its column 'gone' is gone (dropped or renamed)");
  }

  @Test
  void aChangedPartitioningIsRefused() {
    tables.raw("SELECT 'MER-ABC' merchant_id, 'eu' region, 1 shard", "region").enrichAndCheck();
    List<String> before = tables.curatedRows().lines();
    overwrite("SELECT 'MER-ABC' merchant_id, 'eu' region, 1 shard", "shard");

    assertRefused("it is partitioned by shard, the target by region");
    assertThat(DeltaTable.open(tables.spark(), tables.targetPath()).metadata().partitionColumns())
        .containsExactly("shard");
    assertThat(tables.curatedRows().lines()).isEqualTo(before);
    assertThat(tables.curatedRows(0).lines()).isEqualTo(before);
  }

  @Test
  void aRetypedColumnIsRefused() {
    tables.raw("SELECT 1 id, 'MER-ABC' merchant_id, named_struct('a', 1) s").enrichAndCheck();
    overwrite("SELECT 1 id, 'MER-ABC' merchant_id, named_struct('a', 'text') s");

    assertRefused("its column 's' was struct<a:int> and is struct<a:string>");
  }

  @Test
  void aColumnThatWasRenamedByMappingIsRefused() {
    tables.raw("SELECT 1 id, 'MER-ABC' merchant_id, 'x' old").enrichAndCheck();
    mapColumns();
    assertThat(tables.enrichAndCheck().outcome()).isEqualTo("nothing to do");
    tables.sql("ALTER TABLE RAW RENAME COLUMN old TO new");

    assertRefused("its column 'old' is gone (dropped or renamed)");
  }

  /** Raw reads null there from now on, and the target would still show the dropped values. */
  @Test
  void aColumnThatWasDroppedAndMadeAgainIsRefused() {
    tables.raw("SELECT 1 id, 'MER-ABC' merchant_id, 'x' c").enrichAndCheck();
    mapColumns();
    tables.sql("ALTER TABLE RAW DROP COLUMN c");
    tables.sql("ALTER TABLE RAW ADD COLUMN c STRING");

    assertRefused("its column 'c' is another one than the target has (dropped and added again?)");
  }

  private void mapColumns() {
    tables.sql(
        "ALTER TABLE RAW SET TBLPROPERTIES (delta.columnMapping.mode = 'name', delta.minReaderVersion = '2', delta.minWriterVersion = '5')");
  }

  @Test
  void aColumnOfTheNewOnesNameIsRefused() {
    tables.sixRows().enrichAndCheck();
    tables.raw("SELECT 7L id, 'MER-123' merchant_id, 'x' enriched_category");

    assertThatThrownBy(tables::enrich)
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.COLUMN_EXISTS));
  }

  @Test
  void otherLookedUpColumnsMakeEverythingAnewInOneVersion() {
    tables.sixRows().enrichAndCheck();
    tables.database("INSERT INTO app_configs VALUES ('max_batch_size', '1')");
    tables.set("lookup.columns", "merchant_name,category");

    EnrichResult result = tables.enrichAndCheck();

    assertThat(result.commits()).containsExactly(1L);
    assertThat(tables.curatedRows().names())
        .containsExactly("id", "merchant_id", "merchant_name", "category");
    assertThat(tables.enrich().outcome()).isEqualTo("nothing to do");
  }

  /** Tables of before columns had marks. */
  @Test
  void addedColumnsWithoutAMarkAreKnownByTheRecord() {
    tables.sixRows().enrichAndCheck();
    org.apache.spark.sql.types.StructType unmarked =
        new org.apache.spark.sql.types.StructType()
            .add("id", "bigint")
            .add("merchant_id", "string")
            .add("was_category", "string");

    assertThat(
            SchemaStep.of(
                unmarked,
                List.of(),
                java.util.Set.of("was_category"),
                new CuratedSchema(
                    unmarked.copy(java.util.Arrays.copyOf(unmarked.fields(), 2)),
                    new org.apache.spark.sql.types.StructType().add("is_category", "string"),
                    List.of()),
                "raw",
                java.util.Optional.empty()))
        .isEqualTo(SchemaStep.REPLACES);
  }
}
