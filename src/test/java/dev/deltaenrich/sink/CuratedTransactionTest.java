package dev.deltaenrich.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.CuratedFile;
import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.plan.MatchCounts;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.ProducedFile;
import dev.deltaenrich.plan.RemovedFile;
import dev.deltaenrich.plan.RunRecord;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.plan.SourceFile.OptionalRows;
import dev.deltaenrich.services.NewestSnapshot;
import dev.deltaenrich.services.TestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a change of the curated table leaves in its log. The files that are named do not exist. */
class CuratedTransactionTest {
  private static final StructType SCHEMA =
      new StructType().add("id", DataTypes.LongType).add("day", DataTypes.StringType);
  private static final RunRecord RUN =
      RunRecord.fromJson(
              "{\"deltaEnrich\":\"1\",\"run\":\"the run\",\"lookupSnapshot\":\"the lookup\",\"rule\":\"the rule\"}")
          .orElseThrow();

  private final SparkSession spark = TestSession.get();

  @TempDir Path folder;

  private CuratedTable open() {
    return CuratedTable.open(spark, folder.toString());
  }

  private CuratedTransaction begin(StructType schema, String... partitions) {
    CuratedTransaction transaction = open().begin();
    transaction.useSchema(schema, List.of(partitions));
    return transaction;
  }

  private static ProducedFile produced(String path, String day) {
    SourceFile source =
        new SourceFile(
            "raw-of-" + path,
            "file:///raw/raw-of-" + path,
            7,
            "7,1,0a1b2c3d",
            OptionalRows.UNKNOWN,
            null,
            0,
            Map.of("day", day));
    return new ProducedFile(
        new PlannedFile(List.of(source), "new in raw"),
        path,
        10,
        10,
        1,
        "{\"numRecords\":3}",
        List.of(new MatchCounts(3, 3, 0, Map.of())),
        "splice",
        null);
  }

  private List<String> paths() {
    return open().files().stream().map(CuratedFile::path).toList();
  }

  private List<RemovedFile> removing(String... paths) {
    return open().files().stream()
        .filter(file -> Arrays.asList(paths).contains(file.path()))
        .map(file -> new RemovedFile(file, "gone from raw"))
        .toList();
  }

  private String entry(long version) throws IOException {
    return Files.readString(folder.resolve("_delta_log/%020d.json".formatted(version)));
  }

  @Test
  void oneEntryTakesFilesAwayAndAddsOthers() {
    begin(SCHEMA, "day")
        .commit(List.of(produced("a", "1"), produced("b%20b", "2")), List.of(), RUN);
    begin(SCHEMA, "day").commit(List.of(produced("c", "1")), removing("a", "b%20b"), RUN);

    assertThat(open().version()).isEqualTo(1);
    assertThat(paths()).containsExactly("c");
    DeltaLog.clearCache();
    assertThat(NewestSnapshot.of(spark, folder.toString()).numOfFiles())
        .as("files for Delta")
        .isEqualTo(1);
  }

  @Test
  void aFilesTagsSayWhatMadeIt() {
    begin(SCHEMA, "day").commit(List.of(produced("a", "1")), List.of(), RUN);

    assertThat(open().files())
        .containsExactly(
            new CuratedFile(
                "a",
                10,
                Map.of("day", "1"),
                Optional.of(
                    new FileTags(
                        List.of("raw-of-a?7,1,0a1b2c3d"),
                        "the lookup",
                        "the rule",
                        "the run",
                        "splice"))));
    assertThat(open().commits().limit(1).toList().get(0).run()).contains(RUN);
  }

  @Test
  void anEntryNamesTheVersionThatItIsBasedOn() throws IOException {
    begin(SCHEMA, "day").commit(List.of(produced("a", "1")), List.of(), RUN);
    begin(SCHEMA, "day").commit(List.of(produced("b", "1")), List.of(), RUN);

    assertThat(entry(0)).doesNotContain("readVersion");
    assertThat(entry(1)).contains("\"readVersion\":0,");
  }

  @Test
  void anEntryThatIsThereIsNeverWrittenOver() throws IOException {
    begin(SCHEMA, "day").commit(List.of(produced("a", "1")), List.of(), RUN);
    CuratedTransaction late = begin(SCHEMA, "day");
    begin(SCHEMA, "day").commit(List.of(produced("b", "1")), List.of(), RUN);
    String first = entry(1);

    assertThatThrownBy(() -> late.commit(List.of(produced("c", "1")), List.of(), RUN))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.COMMIT_CONFLICT))
        .hasMessageContaining("another writer committed after version 0");
    assertThat(entry(1)).isEqualTo(first);
    assertThat(paths()).containsExactlyInAnyOrder("a", "b");
  }

  /** Fields of structs count, partition columns do not. */
  @Test
  void statisticsAreKeptOfTheFirst32Leaves() {
    StructType schema =
        new StructType()
            .add("day", DataTypes.StringType)
            .add("s", new StructType().add("x", DataTypes.LongType).add("y", DataTypes.LongType));
    for (int i : IntStream.rangeClosed(3, 33).toArray()) {
      schema = schema.add("leaf" + i, DataTypes.LongType);
    }

    CuratedTransaction transaction = begin(schema, "day");
    assertThat(transaction.columnsWithStatistics().fieldNames())
        .contains("leaf3", "leaf32")
        .doesNotContain("leaf33");
  }
}
