package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Raw tables with features that plain Delta tables do not have. */
interface RawFeaturesContract extends EnrichmentContract {
  @Test
  default void rowsThatDeletionVectorsTakeAwayStayAway() {
    tables()
        .raw("SELECT id, IF(id % 2 = 0, 'MER-ABC', 'MER-?') merchant_id FROM range(0, 100, 1, 1)")
        .raw("SELECT id, 'MER-XYZ' merchant_id FROM range(100, 200, 1, 1)");
    tables().sql("ALTER TABLE RAW SET TBLPROPERTIES (delta.enableDeletionVectors = true)");
    tables().sql("DELETE FROM RAW WHERE id % 10 = 3");
    assertThat(tables().rawFiles()).allMatch(file -> file.deletionVector() != null);

    EnrichResult first = tables().enrichAndVerify();

    assertThat(first.counts().rows()).isEqualTo(180);
    assertThat(rows(tables().curated())).isEqualTo(rows(tables().oracle()));
    tables().sql("DELETE FROM RAW WHERE id = 5");
    EnrichResult second = tables().enrichAndVerify();
    assertThat(second.counts().rows()).isEqualTo(sharesFiles() ? 179 : 89);
    assertThat(rows(tables().curated())).isEqualTo(rows(tables().oracle()));
  }

  @Test
  default void deletionVectorsInPartitionsAndAShuffleJoin() {
    tables()
        .set("lookup.max-broadcast-bytes", "1B")
        .raw(
            "SELECT id, IF(id % 2 = 0, 'MER-ABC', 'MER-?') merchant_id, id % 3 part FROM range(0, 30, 1, 1)",
            "part");
    tables().sql("ALTER TABLE RAW SET TBLPROPERTIES (delta.enableDeletionVectors = true)");
    tables().sql("DELETE FROM RAW WHERE id IN (3, 4, 29)");

    EnrichResult result = tables().enrichAndVerify();

    assertThat(result.counts().rows()).isEqualTo(27);
    assertThat(result.files().added()).isEqualTo(3);
    assertThat(rows(tables().curated())).isEqualTo(rows(tables().oracle()));
  }

  @Test
  default void aDamagedDeletionVectorIsToldAndNoRowsAreMade() throws IOException {
    tables().raw("SELECT id, 'MER-ABC' merchant_id FROM range(0, 100, 1, 1)");
    tables().sql("ALTER TABLE RAW SET TBLPROPERTIES (delta.enableDeletionVectors = true)");
    tables().sql("DELETE FROM RAW WHERE id % 10 = 3");
    Path vector = deletionVector();
    byte[] bytes = Files.readAllBytes(vector);
    bytes[bytes.length - 1]++;
    Files.write(vector, bytes);
    // The sums of Hadoop's local file system would find it first.
    Files.delete(vector.resolveSibling(".%s.crc".formatted(vector.getFileName())));

    assertThatThrownBy(tables()::enrich)
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.FILE_CORRUPT))
        .hasMessageStartingWith("Cannot decode the deletion vector at byte 1 of ")
        .hasMessageContaining("%s: its checksum does not fit".formatted(vector.getFileName()));
  }

  private Path deletionVector() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(tables().rawPath()))) {
      return files.filter(file -> file.toString().endsWith(".bin")).findFirst().orElseThrow();
    }
  }

  @Test
  default void renamedAndDroppedColumnsAreReadByTheirNames() {
    tables().raw("SELECT 1 id, 'MER-ABC' m, 'gone' b, 'stays' c, named_struct('x', 1, 'y', 2) d");
    mapColumns();
    tables().sql("ALTER TABLE RAW RENAME COLUMN m TO merchant_id");
    tables().sql("ALTER TABLE RAW DROP COLUMN b");
    tables().sql("ALTER TABLE RAW RENAME COLUMN d.x TO xx");
    tables().raw("SELECT 2 id, 'MER-XYZ' merchant_id, 'new' c, named_struct('xx', 3, 'y', 4) d");
    tables().enrichAndVerify();

    assertThat(tables().curated().columns())
        .containsExactly("id", "merchant_id", "c", "d", "enriched_category");
    assertThat(rows(tables().curated())).hasSize(2).isEqualTo(rows(tables().oracle()));
    assertThat(curatedSchema().json()).doesNotContain("columnMapping");
  }

  @Test
  default void columnsMayBeMappedFromTheStartAndPartitioned() {
    tables()
        .sql(
            "CREATE TABLE RAW (id INT, merchant_id STRING, day DATE, s STRUCT<a: INT>) USING delta PARTITIONED BY (day) TBLPROPERTIES (delta.columnMapping.mode = 'name')");
    tables()
        .raw(
            "SELECT 1 id, 'MER-ABC' merchant_id, DATE'2024-02-29' day, named_struct('a', 1) s",
            "day")
        .raw("SELECT 2 id, 'MER-?' merchant_id, CAST(NULL AS DATE) day, NULL s", "day");
    tables().sql("ALTER TABLE RAW RENAME COLUMN day TO `date`");
    tables().enrichAndVerify();

    assertThat(rows(tables().curated())).hasSize(2).isEqualTo(rows(tables().oracle()));
    assertThat(tables().curated().where("date = '2024-02-29'").count()).isEqualTo(1);
    assertThat(tables().curatedFiles())
        .allSatisfy(file -> assertThat(file.partitionValues().contains("date")).isTrue());
  }

  @Test
  default void aNestedNameThatOnlyMappingAllowsIsRefused() {
    tables()
        .sql(
            "CREATE TABLE RAW (merchant_id STRING, s STRUCT<`a b`: INT>) USING delta TBLPROPERTIES (delta.columnMapping.mode = 'name')");
    tables().sql("INSERT INTO RAW VALUES ('MER-ABC', named_struct('a b', 1))");

    assertThatThrownBy(tables()::enrich)
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.COLUMN_UNSUPPORTED))
        .hasMessageContaining("'a b'")
        .hasMessageContaining("only column mapping allows");
  }

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
    tables().raw("SELECT 1L id, 'MER-ABC' merchant_id").raw("SELECT 2L id, 'MER-?' merchant_id");
    tables().enrichAndCheck();

    assertThat(tables().check().rows()).isEqualTo(2);
    assertThat(curatedSchema().json()).doesNotContain("generationExpression");
    assertThat(curatedSchema().apply("id").nullable()).isTrue();
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
  default void featuresThatAskNothingOfReadersAreNoMatter() throws IOException {
    tables().sixRows();
    protocol(
        "v2Checkpoint vacuumProtocolCheck typeWidening variantType variantShredding-preview",
        "rowTracking domainMetadata clustering inCommitTimestamp identityColumns"
            + " allowColumnDefaults checkConstraints icebergCompatV2 checkpointProtection"
            + " materializePartitionColumns appendOnly timeMachineOfWriters");
    tables().enrichAndCheck();

    assertThat(tables().check().rows()).isEqualTo(6);
    assertThat(tables().verify().verified()).isTrue();
  }

  @Test
  default void columnsMayBeFoundByTheirIds() throws IOException {
    tables()
        .sql(
            "CREATE TABLE RAW (id INT, merchant_id STRING, s STRUCT<a: INT>) USING delta TBLPROPERTIES (delta.columnMapping.mode = 'id', delta.minReaderVersion = '2', delta.minWriterVersion = '5')");
    tables().raw("SELECT 1 id, 'MER-ABC' merchant_id, named_struct('a', 7) s");
    // Files keep the names that the log forgets, and a name of no column is there, too.
    log(0, text -> text.replace("\"col-", "\"none-").replace("\\\"col-", "\\\"none-"));
    tables().enrichAndVerify();

    assertThat(tables().curated().selectExpr("id", "s.a", "enriched_category").collectAsList())
        .extracting(Row::toString)
        .containsExactly("[1,7,Groceries]");
  }

  /** A file from before a column was widened has narrower values. */
  @ParameterizedTest
  @CsvSource({
    "SMALLINT, integer",
    "TINYINT, short",
    "INT, long",
    "INT, double",
    "INT, 'decimal(12,1)'",
    "FLOAT, double",
    "'DECIMAL(5,2)', 'decimal(8,2)'",
    "'DECIMAL(5,2)', 'decimal(8,4)'"
  })
  default void aWidenedColumnIsReadRight(String from, String to) throws IOException {
    widen("typeWidening timestampNtz", "id * 41", from, to);

    tables().enrichAndVerify();

    assertThat(tables().curated().selectExpr("sum(wide)").first().get(0).toString())
        .matches("123(\\.0+)?");
  }

  @Test
  default void aDayThatBecameATimeIsItsMidnight() throws IOException {
    widen("typeWidening timestampNtz", "DATE'1492-02-29'", "DATE", "timestamp_ntz");

    tables().enrichAndVerify();

    assertThat(tables().curated().selectExpr("max(wide)").first().get(0))
        .isEqualTo(LocalDateTime.of(1492, 2, 29, 0, 0));
  }

  /** Without the feature nobody said that a narrower type is no mistake. */
  @Test
  default void aNarrowerTypeOfATableThatWasNotWidenedIsRefused() throws IOException {
    widen("timestampNtz", "id * 41", "INT", "long");

    assertThatThrownBy(tables()::enrich)
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.FILE_UNREADABLE))
        .hasMessageContaining("column 'wide'");
  }

  private void widen(String features, String value, String from, String to) throws IOException {
    tables()
        .raw(
            "SELECT id, 'MER-ABC' merchant_id, CAST(IF(id = 0, NULL, %s) AS %s) wide FROM range(3)"
                .formatted(value, from));
    protocol(features, "");
    log(
        0,
        text ->
            text.replaceFirst("(wide\\\\\\\",\\\\\\\"type\\\\\\\":\\\\\\\")[^\\\\]+", "$1" + to));
  }

  @Test
  default void aVariantIsRefusedByItsName() throws IOException {
    tables().raw("SELECT 1 id, 'MER-ABC' merchant_id, 'x' v");
    protocol("variantType", "");
    log(0, text -> text.replace("v\\\",\\\"type\\\":\\\"string", "v\\\",\\\"type\\\":\\\"variant"));

    assertThatThrownBy(tables()::enrich)
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.COLUMN_UNSUPPORTED))
        .hasMessageContaining("column 'v' is of the type variant");
  }

  /** Gives raw these features of readers and writers, and more of writers alone. */
  private void protocol(String features, String ofWriters) throws IOException {
    String readers = "\"" + features.replace(" ", "\",\"") + "\"";
    String writers = "\"" + (features + " " + ofWriters).strip().replace(" ", "\",\"") + "\"";
    log(
        0,
        text ->
            text.replace(
                "\"minReaderVersion\":1,\"minWriterVersion\":2",
                "\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":[%s],\"writerFeatures\":[%s]"
                    .formatted(readers, writers)));
  }

  private void log(long version, UnaryOperator<String> change) throws IOException {
    Path entry = Path.of(tables().rawPath(), "_delta_log", "%020d.json".formatted(version));
    String before = Files.readString(entry);
    String after = change.apply(before);
    assertThat(after).isNotEqualTo(before);
    Files.writeString(entry, after);
    Files.deleteIfExists(entry.resolveSibling("." + entry.getFileName() + ".crc"));
    // From 3.3 on Delta takes schema and protocol from here.
    Files.deleteIfExists(entry.resolveSibling("%020d.crc".formatted(version)));
    DeltaLog.clearCache();
  }

  private void mapColumns() {
    tables()
        .sql(
            "ALTER TABLE RAW SET TBLPROPERTIES (delta.columnMapping.mode = 'name', delta.minReaderVersion = '2', delta.minWriterVersion = '5')");
  }

  private StructType curatedSchema() {
    return DeltaTable.open(tables().spark(), tables().targetPath()).schema();
  }
}
