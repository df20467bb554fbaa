package dev.deltaenrich.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.engine.log.ActionLines;
import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.services.TestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the table: the rows of its files are those that Delta reads. */
class ScannedFilesTest {
  private static final String TIME_ZONE = "spark.sql.session.timeZone";

  private final SparkSession spark = TestSession.get();
  @TempDir private Path folder;
  private String path;

  @BeforeEach
  void nameTheTable() {
    SparkSession.setActiveSession(spark);
    path = folder.resolve("a table").toUri().toString();
  }

  @Test
  void columnsAreInTheTablesOrderWithPartitionColumnsWhereverTheyStand() {
    write("SELECT id, 'x' || (id % 2) AS part, id * 2 AS twice FROM range(6)", "part");

    assertThat(rows().columns()).containsExactly("id", "part", "twice");
    assertRowsAreDeltas();
  }

  @Test
  void partitionValuesOfAllTypesAreWhatTheLogSays() {
    write(
        "SELECT id, 'a=b/c d%e:ü' AS text, date '1500-02-03' + CAST(id AS INT) AS day,"
            + " timestamp '1969-12-31 23:59:59.123456' AS at, CAST(id AS DECIMAL(20, 3)) / 7 AS amount,"
            + " id % 2 = 0 AS even, CAST(id AS DOUBLE) / 3 AS ratio, CAST(id AS TINYINT) AS tiny"
            + " FROM range(3)",
        "text", "day", "at", "amount", "even", "ratio", "tiny");

    assertRowsAreDeltas();
  }

  @Test
  void timesThatArePartitionsAreMomentsInTheReadersZone() {
    write("SELECT id, timestamp '2024-01-31 23:30:00' AS at FROM range(2)", "at");
    spark.conf().set(TIME_ZONE, "America/New_York");
    try {
      assertRowsAreDeltas();
    } finally {
      spark.conf().set(TIME_ZONE, "UTC");
    }
  }

  @Test
  void columnsThatDeltaComputesOrDoesNotKeepAreAsItShowsThem() {
    // Delta's builder takes a location for another one when it is a URI.
    path = folder.resolve("table").toString();
    io.delta.tables.DeltaTable.create(spark)
        .location(path)
        .addColumn(
            io.delta.tables.DeltaTable.columnBuilder(spark, "id")
                .dataType("BIGINT")
                .nullable(false)
                .build())
        .addColumn(
            io.delta.tables.DeltaTable.columnBuilder(spark, "next")
                .dataType("BIGINT")
                .generatedAlwaysAs("id + 1")
                .build())
        .execute();
    append("SELECT id FROM range(3)");
    spark
        .sql("SELECT 9L AS id, NULL AS nothing")
        .write()
        .format("delta")
        .mode("append")
        .option("mergeSchema", true)
        .save(path);

    assertRowsAreDeltas();
  }

  @Test
  void aPartitionOfNullHasNull() {
    write(
        "SELECT id, IF(id > 1, 'x', NULL) AS part, IF(id > 2, id, NULL) AS n FROM range(4)",
        "part",
        "n");

    assertThat(rows().where("part IS NULL").count()).isEqualTo(2);
    assertRowsAreDeltas();
  }

  /** Programs other than Spark write values in their own way. */
  @Test
  void filesWhosePartitionTheLogSpellsInTwoWaysAreAllRead() throws IOException {
    Path table = folder.resolve("table");
    path = table.toUri().toString();
    write("SELECT id, 1 AS n FROM range(2)", "n");
    AddFile file = DeltaTable.open(spark, path).files().get(0);
    AddFile same =
        new AddFile(
            "copy.parquet",
            Map.of("n", "01"),
            file.size(),
            file.modificationTime(),
            file.statistics(),
            file.tags(),
            file.deletionVector());
    Files.copy(table.resolve(file.path()), table.resolve(same.path()));
    Files.writeString(
        table.resolve("_delta_log/00000000000000000001.json"), ActionLines.added(same) + "\n");

    assertThat(rows().count()).isEqualTo(4);
    assertRowsAreDeltas();
  }

  @Test
  void whatAJoinSaysOfAPartitionColumnPicksTheFiles() {
    write("SELECT id, IF(id > 1, 'x' || id, NULL) AS part FROM range(6)", "part");
    Dataset<Row> keys = spark.sql("SELECT 'x3' AS part UNION ALL SELECT 'x5'");

    Dataset<Row> joined = rows().join(keys, "part").select("id");

    assertThat(joined.collectAsList())
        .extracting(row -> row.getLong(0))
        .containsExactlyInAnyOrder(3L, 5L);
    assertThat(rows().where("part > 'x2' AND id < 5").count()).isEqualTo(2);
  }

  @Test
  void aFileFromBeforeAColumnWasAddedHasNull() {
    write("SELECT id FROM range(2)");
    spark.sql("ALTER TABLE delta.`%s` ADD COLUMN (later STRING)".formatted(path));
    append("SELECT id, 'now' AS later FROM range(2)");

    assertRowsAreDeltas();
  }

  @Test
  void mappedColumnsAreFoundUnderTheirPhysicalNames() {
    write("SELECT id, 'x' || (id % 2) AS part, id * 2 AS twice FROM range(6)", "part");
    spark.sql(
        "ALTER TABLE delta.`%s` SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name',"
                .formatted(path)
            + " 'delta.minReaderVersion' = '2', 'delta.minWriterVersion' = '5')");
    spark.sql("ALTER TABLE delta.`%s` RENAME COLUMN twice TO double".formatted(path));
    append("SELECT 9L AS id, 'x9' AS part, 18L AS double");

    assertThat(rows().columns()).containsExactly("id", "part", "double");
    assertRowsAreDeltas();
  }

  @Test
  void charsArePadded() {
    spark.sql("CREATE TABLE delta.`%s` (id BIGINT, code CHAR(5)) USING delta".formatted(path));
    spark.sql("INSERT INTO delta.`%s` VALUES (1, 'a'), (2, 'bcde')".formatted(path));

    assertRowsAreDeltas();
  }

  @Test
  void rowsInADeletionVectorAreLeftOut() {
    // Where the path has a space, Delta 2.4 fails to make a deletion vector.
    path = folder.resolve("table").toUri().toString();
    write("SELECT id FROM range(10)");
    spark.sql(
        "ALTER TABLE delta.`%s` SET TBLPROPERTIES (delta.enableDeletionVectors = true)"
            .formatted(path));
    spark.sql("DELETE FROM delta.`%s` WHERE id IN (2, 5)".formatted(path));

    assertThat(rows().count()).isEqualTo(8);
    assertRowsAreDeltas();
  }

  @Test
  void onlyTheFilesThatAreAskedForAreRead() {
    write("SELECT id FROM range(4)");
    append("SELECT id + 100 AS id FROM range(3)");
    DeltaTable table = DeltaTable.open(spark, path);
    List<AddFile> first = table.files().subList(0, 1);

    long rows = table.read(first).count();

    assertThat(rows).isIn(4L, 3L);
    assertThat(table.read(first).inputFiles())
        .containsExactly(table.resolve(first.get(0).path()).toString());
  }

  private void write(String query, String... partitionColumns) {
    spark.sql(query).coalesce(1).write().format("delta").partitionBy(partitionColumns).save(path);
  }

  private void append(String query) {
    spark.sql(query).coalesce(1).write().format("delta").mode("append").save(path);
  }

  private Dataset<Row> rows() {
    DeltaTable table = DeltaTable.open(spark, path);
    return table.read(table.files());
  }

  /** Columns of type void have no values in files: older Deltas do not show them, we never do. */
  private void assertRowsAreDeltas() {
    Dataset<Row> deltas = spark.read().format("delta").load(path);
    for (StructField field : deltas.schema().fields()) {
      if (field.dataType() instanceof NullType) {
        deltas = deltas.drop(field.name());
      }
    }
    Dataset<Row> ours = rows();
    assertThat(ours.schema()).isEqualTo(deltas.schema().asNullable());
    assertThat(ours.collectAsList())
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(deltas.collectAsList());
  }
}
