package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.failure.ErrorCode;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/**
 * What raw's log alone knows: schemas, properties, features. A plan is made of these before a
 * producer is chosen, and the files are plain, so one producer is enough.
 */
interface RawLogContract extends EnrichmentContract {
  @Test
  default void generatedColumnsAndConstraintsAreRawsOwn() {
    io.delta.tables.DeltaTable.create(tables().spark())
        .location(tables().rawPath())
        .addColumn("id", "BIGINT", false)
        .addColumn("merchant_id", "STRING")
        .addColumn(
            io.delta.tables.DeltaTable.columnBuilder("twice")
                .dataType("BIGINT")
                .generatedAlwaysAs("id * 2")
                .build())
        .execute();
    tables().sql("ALTER TABLE RAW ADD CONSTRAINT positive CHECK (id > 0)");
    tables().raw("SELECT 1L id, 'MER-ABC' merchant_id");
    tables().enrichAndCheck();

    assertThat(tables().curatedRows().lines()).containsExactly("1|MER-ABC|2|Groceries");
    StructType curated = tables().curatedRows().schema();
    assertThat(curated.json()).doesNotContain("generationExpression");
    assertThat(curated.apply("id").nullable()).isTrue();
  }

  @Test
  default void changeDataOfRawIsNoMatter() {
    tables().sixRows();
    tables().sql("ALTER TABLE RAW SET TBLPROPERTIES (delta.enableChangeDataFeed = true)");
    tables().sql("UPDATE RAW SET merchant_id = 'MER-123' WHERE id = 5");
    tables().enrichAndCheck();

    assertThat(tables().check().rows()).isEqualTo(6);
  }

  /** As many programs make their tables, and none asks readers for more than plain files. */
  @Test
  default void featuresThatAskNothingOfReadersAreNoMatter() {
    tables().sixRows();
    LogText.ofRaw(tables())
        .features(
            "v2Checkpoint vacuumProtocolCheck typeWidening variantType variantShredding-preview",
            "rowTracking domainMetadata clustering inCommitTimestamp identityColumns"
                + " allowColumnDefaults checkConstraints icebergCompatV2 checkpointProtection"
                + " materializePartitionColumns appendOnly timeMachineOfWriters");
    tables().enrichAndCheck();

    assertThat(tables().check().rows()).isEqualTo(6);
    assertThat(tables().verify().verified()).isTrue();
  }

  @Test
  default void aNestedNameThatOnlyMappingAllowsIsRefused() {
    tables()
        .sql(
            "CREATE TABLE RAW (merchant_id STRING, s STRUCT<`a b`: INT>) USING delta TBLPROPERTIES (delta.columnMapping.mode = 'name')");
    tables().sql("INSERT INTO RAW VALUES ('MER-ABC', named_struct('a b', 1))");

    tables().refuses(ErrorCode.COLUMN_UNSUPPORTED, "'a b'", "only column mapping allows");
  }

  @Test
  default void aVariantIsRefusedByItsName() {
    tables().raw("SELECT 1 id, 'MER-ABC' merchant_id, 'x' v");
    LogText.ofRaw(tables()).features("variantType", "");
    LogText.ofRaw(tables()).retype(0, "v", "variant");

    tables().refuses(ErrorCode.COLUMN_UNSUPPORTED, "column 'v' is of the type variant");
  }
}
