package dev.deltaenrich.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.TestSession;
import dev.deltaenrich.source.Lookup;
import dev.deltaenrich.source.LookupColumn;
import dev.deltaenrich.source.LookupRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookupHistoryTest {
  private static final List<LookupColumn> COLUMNS =
      List.of(
          new LookupColumn("category", DataTypes.StringType),
          new LookupColumn("since", DataTypes.TimestampType));
  private static final List<LookupRow> ROWS =
      List.of(
          new LookupRow(
              "A", new Object[] {"it's \"x\"", Instant.parse("2024-02-29T12:00:00.000001Z")}),
          new LookupRow("B", new Object[] {null, null}));

  private final SparkSession spark = TestSession.get();

  @TempDir Path folder;

  private LookupHistory history() {
    return new LookupHistory(spark, path().toString());
  }

  private Path path() {
    return folder.resolve("history");
  }

  private static Lookup lookup(String id) {
    return new Lookup(id, "merchant_lookup", List.of(), COLUMNS, 2, 10, ROWS, false);
  }

  private static Lookup spilled(String id) {
    return new Lookup(id, "merchant_lookup", List.of(), COLUMNS, 2, 10, List.of(), true);
  }

  @Test
  void keepsKeysAndValuesAsText() {
    assertThat(history().contains("one")).isFalse();
    history().archive(lookup("one"));

    assertThat(history().contains("one")).isTrue();
    assertThat(history().contains("two")).isFalse();
    List<Row> rows = history().read("one").sort("key").collectAsList();
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).getString(0)).isEqualTo("A");
    assertThat(rows.get(0).getJavaMap(1))
        .containsEntry("category", "it's \"x\"")
        .containsEntry("since", "2024-02-29 12:00:00.000001Z");
    assertThat(rows.get(1).getJavaMap(1)).containsEntry("category", null).hasSize(2);
  }

  @Test
  void aSnapshotWhoseRowsWereDeletedIsNotWhole() {
    history().archive(lookup("one"));
    assertThat(history().isWhole("one")).isTrue();
    String table = "delta.`" + path() + "`";
    spark.sql(
        "ALTER TABLE %s SET TBLPROPERTIES ('delta.enableDeletionVectors' = 'true')"
            .formatted(table));
    spark.sql("DELETE FROM %s WHERE key = 'A'".formatted(table));

    assertThat(history().isWhole("one")).isFalse();
  }

  @Test
  void whatIsKeptIsNotKeptAgain() {
    history().archive(lookup("one"));
    history().archive(lookup("one"));
    assertThat(version()).isZero();

    history().archive(lookup("two"));
    assertThat(version()).isEqualTo(1);
    assertThat(history().read("one").count()).isEqualTo(2);
    assertThat(history().read("two").count()).isEqualTo(2);
  }

  @Test
  void spilledRowsBecomeOneSnapshot() {
    LookupHistory history = history();
    history.write(COLUMNS, ROWS.subList(0, 1));
    history.write(COLUMNS, ROWS.subList(1, 2));
    assertThat(history.contains("one")).isFalse();
    history.archive(spilled("one"));

    assertThat(history().read("one").count()).isEqualTo(2);
    assertThat(
            spark
                .read()
                .format("delta")
                .load(path().toString())
                .select("snapshot")
                .distinct()
                .collectAsList()
                .toString())
        .isEqualTo("[[one]]");
  }

  @Test
  void spilledRowsOfAKnownSnapshotGo() throws IOException {
    history().archive(lookup("one"));
    List<Path> before = dataFiles();
    LookupHistory history = history();
    history.write(COLUMNS, ROWS);
    assertThat(dataFiles()).hasSizeGreaterThan(before.size());
    history.archive(spilled("one"));

    assertThat(dataFiles()).isEqualTo(before);
    assertThat(version()).isZero();
  }

  @Test
  void spilledRowsOfARunThatFailsGo() throws IOException {
    LookupHistory history = history();
    history.write(COLUMNS, ROWS);
    history.abandon();

    assertThat(path()).doesNotExist();
  }

  @Test
  void runsThatKeepOneSnapshotAtOnceEndWithOneCopy() {
    Stream.of("one", "two").forEach(this::keepFourTimesAtOnce);

    for (String id : List.of("one", "two")) {
      assertThat(history().read(id).count()).isEqualTo(2);
    }
    assertThat(version()).isEqualTo(1);
  }

  private void keepFourTimesAtOnce(String id) {
    List<CompletableFuture<Void>> keeping =
        IntStream.range(0, 4)
            .mapToObj(i -> CompletableFuture.runAsync(() -> history().archive(lookup(id))))
            .toList();
    keeping.forEach(CompletableFuture::join);
  }

  @Test
  void runsThatKeepDifferentSnapshotsAtOnceAllSucceed() {
    List<CompletableFuture<Void>> keeping =
        Stream.of("one", "two", "three")
            .map(id -> CompletableFuture.runAsync(() -> history().archive(lookup(id))))
            .toList();
    keeping.forEach(CompletableFuture::join);

    assertThat(version()).isEqualTo(2);
    assertThat(spark.read().format("delta").load(path().toString()).count()).isEqualTo(6);
  }

  @Test
  void aFeatureThatItsWritersMustKnowIsNamed() throws IOException {
    history().archive(lookup("one"));
    Path entry = path().resolve("_delta_log/%020d.json".formatted(0));
    String asking =
        Files.readString(entry)
            .replace(
                "\"minWriterVersion\":2",
                "\"minWriterVersion\":7,\"writerFeatures\":[\"rowTracking\"]");
    Files.delete(entry.resolveSibling("." + entry.getFileName() + ".crc"));
    Files.writeString(entry, asking);

    assertThat(history().contains("one")).as("reading it asks for less").isTrue();
    assertThatThrownBy(history()::requireOurs)
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.FEATURE_UNSUPPORTED))
        .hasMessageContaining("the table feature 'rowTracking'");
  }

  @Test
  void aTableOfOthersIsNoHistory() {
    spark.range(3).write().format("delta").save(path().toString());

    assertThatThrownBy(history()::requireOurs)
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.TARGET_FOREIGN))
        .hasMessage(
            "Cannot keep the lookup history in %s: it is a Delta table of other columns than [snapshot, key, values]; choose another lookup.history.path"
                .formatted(path()));
  }

  private long version() {
    return DeltaTable.open(spark, path().toString()).version();
  }

  private List<Path> dataFiles() throws IOException {
    try (Stream<Path> files = Files.walk(path())) {
      return files.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }
}
