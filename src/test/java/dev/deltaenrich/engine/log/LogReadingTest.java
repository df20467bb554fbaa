package dev.deltaenrich.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.engine.table.DeltaActions;
import dev.deltaenrich.engine.table.DeltaInternals;
import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.job.LandedTables;
import dev.deltaenrich.services.NewestSnapshot;
import dev.deltaenrich.services.TestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;

/** What we read of a log is what Delta reads of it. */
class LogReadingTest {
  private static final List<String> TEXTS =
      Arrays.asList(
          null, "a", "ü ß", "50%", "a/b", "x=y", "%2F", "quote\"'", "back\\slash", "tab\t", "🙂");

  /** One in each partition. */
  private static final int FILES_AN_APPEND = 3;

  private final SparkSession spark = TestSession.get();
  private final LandedTables landed = new LandedTables();

  @TempDir Path folder;

  /** Changes made by Delta itself: appends, deletes with and without vectors, rewrites. */
  @Test
  void tablesThatDeltaChanged() {
    rows().write().format("delta").save(folder.toString());
    property("delta.enableDeletionVectors", "true");
    List<Runnable> changes =
        List.of(
            () -> spark.sql("DELETE FROM %s WHERE id = 3".formatted(table())),
            () -> checkpoint("1"),
            () -> rows().write().format("delta").mode("append").save(folder.toString()),
            () -> spark.sql("DELETE FROM %s WHERE id = 4".formatted(table())),
            () -> spark.sql("UPDATE %s SET part = 'x' WHERE id = 5".formatted(table())),
            () -> checkpoint(null),
            () -> spark.sql("DELETE FROM %s WHERE id > 5".formatted(table())));
    boolean vectors = false;
    for (Runnable change : changes) {
      change.run();
      vectors |= assertReadsAsDelta().stream().anyMatch(file -> file.deletionVector() != null);
    }
    assertThat(vectors).as("deletes left vectors").isTrue();
  }

  /** Changes that only their log knows of: odd paths, tags, statistics, partition values. */
  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  void logsOfOddActions(long seed) {
    Random random = new Random(seed);
    append();
    for (int step = 0; step < 8; step++) {
      commit(random);
      if (random.nextInt(4) == 0) {
        checkpoint(random.nextBoolean() ? "3" : null);
      }
      assertReadsAsDelta();
    }
  }

  /** A checkpoint of ours is for Delta what its own would be. */
  @ParameterizedTest
  @ValueSource(longs = {6, 7})
  void checkpointsThatWeWrote(long seed) throws IOException {
    Random random = new Random(seed);
    append();
    for (int step = 0; step < 4; step++) {
      commit(random);
    }
    Snapshot before = NewestSnapshot.of(spark, folder.toString());
    List<JsonNode> state = state(before);

    new CheckpointWriter(DeltaTable.open(spark, folder.toString()).logFolder()).write();
    for (long version = 0; version < before.version(); version++) {
      Files.delete(folder.resolve("_delta_log/%020d.json".formatted(version)));
    }
    DeltaLog.clearCache();

    String checkpoint = "_delta_log/%020d.checkpoint.parquet".formatted(before.version());
    assertThat(spark.read().parquet(folder.resolve(checkpoint).toString()).count())
        .as("actions of the checkpoint, without removes that are too old")
        .isEqualTo(state.size());
    Snapshot after = NewestSnapshot.of(spark, folder.toString());
    assertThat(DeltaInternals.checkpointVersion(after)).isEqualTo(before.version());
    assertThat(state(after)).containsExactlyInAnyOrderElementsOf(state);
    assertReadsAsDelta();
  }

  /**
   * Protocol, metadata, applications, files and tombstones; maps have no order. Checkpoints, also
   * Delta's own, leave out the statistics of tombstones.
   */
  private static List<JsonNode> state(Snapshot snapshot) throws IOException {
    List<JsonNode> actions = new ArrayList<>();
    for (String action : snapshot.stateDF().toJSON().collectAsList()) {
      JsonNode parsed = new ObjectMapper().readTree(action);
      if (parsed.get("remove") instanceof ObjectNode tombstone) {
        tombstone.remove("stats");
      }
      actions.add(parsed);
    }
    return actions;
  }

  @Test
  void aBrokenCheckpointIsPassedOverWhereTheCommitsAreThere() throws IOException {
    append();
    append();
    checkpoint(null);
    append();
    Path checkpoint = folder.resolve("_delta_log/%020d.checkpoint.parquet".formatted(1));
    byte[] bytes = Files.readAllBytes(checkpoint);
    Files.delete(folder.resolve("_delta_log/.%020d.checkpoint.parquet.crc".formatted(1)));
    Files.write(checkpoint, Arrays.copyOf(bytes, bytes.length / 2));

    DeltaTable table = DeltaTable.open(spark, folder.toString());

    assertThat(table.version()).isEqualTo(2);
    assertThat(table.files()).hasSize(3 * FILES_AN_APPEND);
  }

  @Test
  void aCheckpointThatLacksAPartIsNone() throws IOException {
    append();
    append();
    checkpoint("3");
    append();
    Files.delete(folder.resolve("_delta_log/_last_checkpoint"));
    try (Stream<Path> files = Files.list(folder.resolve("_delta_log"))) {
      Files.delete(
          files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow());
    }

    assertThat(DeltaTable.open(spark, folder.toString()).files()).hasSize(3 * FILES_AN_APPEND);
  }

  @Test
  void aCheckpointStandsForCommitsThatAreGone() throws IOException {
    append();
    append();
    checkpoint(null);
    append();
    Files.delete(folder.resolve("_delta_log/%020d.json".formatted(0)));

    assertReadsAsDelta();
  }

  @Test
  void withoutAFolderOrAnyEntryThereIsNoTable() throws IOException {
    assertThat(DeltaTable.open(spark, folder.toString()).exists()).isFalse();
    Files.createDirectories(folder.resolve("_delta_log"));
    Files.writeString(folder.resolve("_delta_log/readme.txt"), "nothing yet");

    DeltaTable table = DeltaTable.open(spark, folder.toString());

    assertThat(table.exists()).isFalse();
    assertThat(table.version()).isEqualTo(-1);
    assertThat(table.files()).isEmpty();
  }

  private String table() {
    return "delta.`" + folder + "`";
  }

  private DeltaLog log() {
    return DeltaLog.forTable(spark, folder.toString());
  }

  private Dataset<Row> rows() {
    return spark
        .range(0, 12, 1, 1)
        .selectExpr("id", "CASE id % 3 WHEN 0 THEN 'a b' WHEN 1 THEN 'c=d/%' END AS part");
  }

  private void append() {
    landed.change(
        folder,
        "log",
        List.of("twelve rows in three partitions"),
        () ->
            rows()
                .write()
                .format("delta")
                .mode("append")
                .partitionBy("part")
                .save(folder.toString()));
  }

  private void property(String name, String value) {
    spark.sql("ALTER TABLE %s SET TBLPROPERTIES ('%s' = '%s')".formatted(table(), name, value));
  }

  private void checkpoint(String actionsAPart) {
    String setting = "spark.databricks.delta.checkpoint.partSize";
    if (actionsAPart != null) {
      spark.conf().set(setting, actionsAPart);
    }
    try {
      NewestSnapshot.checkpoint(spark, folder.toString());
    } finally {
      spark.conf().unset(setting);
    }
  }

  private void commit(Random random) {
    OptimisticTransaction transaction = log().startTransaction();
    List<Action> actions = new ArrayList<>();
    List<AddFile> active = transaction.snapshot().allFiles().collectAsList();
    for (AddFile file : active) {
      if (random.nextInt(4) == 0) {
        long days = random.nextInt(2) * 30L;
        actions.add(
            file.removeWithTimestamp(
                System.currentTimeMillis() - TimeUnit.DAYS.toMillis(days), true));
      } else if (random.nextInt(4) == 0) {
        actions.add(again(file, random));
      }
    }
    for (int i = random.nextInt(4); i >= 0; i--) {
      actions.add(odd(random));
    }
    actions.add(new SetTransaction("app", random.nextInt(99), Option.empty()));
    transaction.commit(ScalaInterop.seq(actions), DeltaInternals.append(Option.empty()));
  }

  /** The same file with statistics of another writer. */
  private static AddFile again(AddFile file, Random random) {
    return DeltaInternals.file(
        file.path(),
        file.partitionValues(),
        file.size(),
        file.modificationTime(),
        true,
        random.nextInt(3) == 0 ? null : "{\"numRecords\":" + (100 + random.nextInt(9)) + "}",
        file.tags(),
        file.deletionVector());
  }

  private AddFile odd(Random random) {
    String name = "odd%20" + new UUID(random.nextLong(), random.nextLong()) + "%C3%BC.parquet";
    String path =
        switch (random.nextInt(3)) {
          case 0 -> name;
          case 1 -> "/elsewhere/" + name;
          default -> "s3a://bucket/part=%2525/" + name;
        };
    Map<String, String> partition = new HashMap<>();
    partition.put("part", text(random));
    Map<String, String> tags = new HashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      tags.put("tag " + i, String.valueOf(text(random)));
    }
    return DeltaInternals.file(
        path,
        ScalaInterop.map(partition),
        random.nextLong() >>> 1,
        random.nextLong() >>> 1,
        true,
        random.nextBoolean() ? null : "{\"numRecords\":" + random.nextInt(9) + "}",
        random.nextInt(4) == 0 ? null : ScalaInterop.map(tags),
        null);
  }

  private static String text(Random random) {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private List<AddFile> assertReadsAsDelta() {
    DeltaTable ours = DeltaTable.open(spark, folder.toString(), KeptStatistics.ROWS);
    Snapshot deltas = NewestSnapshot.of(spark, folder.toString());

    assertThat(ours.version()).isEqualTo(deltas.version());
    assertThat(DeltaActions.metadata(ours.metadata())).isEqualTo(deltas.metadata());
    assertThat(ours.schema()).isEqualTo(deltas.schema());
    assertThat(ours.metadata().partitionSchema()).isEqualTo(deltas.metadata().partitionSchema());
    assertThat(ours.metadata().dataSchema()).isEqualTo(deltas.metadata().dataSchema());
    assertThat(DeltaActions.protocol(ours.protocol())).isEqualTo(deltas.protocol());
    List<AddFile> files = deltas.allFiles().collectAsList();
    List<AddFile> found = ours.files().stream().map(DeltaActions::file).toList();
    assertThat(found)
        .containsExactlyInAnyOrderElementsOf(
            files.stream().map(LogReadingTest::withRowsOnly).toList());
    assertThat(ours.files())
        .allSatisfy(
            file ->
                assertThat(ours.uri(file.path()))
                    .isEqualTo(ours.resolve(file.path()).toUri().toString()));
    assertThat(ours.statistics(paths(files), text -> text)).isEqualTo(statistics(files));
    Set<String> some = paths(files.subList(0, files.size() / 2));
    assertThat(ours.statistics(some, text -> text).keySet())
        .isEqualTo(intersection(some, statistics(files).keySet()));
    return found;
  }

  private static AddFile withRowsOnly(AddFile file) {
    return DeltaInternals.file(
        file.path(),
        file.partitionValues(),
        file.size(),
        file.modificationTime(),
        file.dataChange(),
        rows(file).isPresent() ? "{\"numRecords\":%d}".formatted(rows(file).getAsLong()) : null,
        file.tags(),
        file.deletionVector());
  }

  private static OptionalLong rows(AddFile file) {
    return FileStatistics.rows(Optional.ofNullable(file.stats()));
  }

  private static Set<String> paths(List<AddFile> files) {
    return files.stream().map(AddFile::path).collect(Collectors.toSet());
  }

  private static Map<String, String> statistics(List<AddFile> files) {
    return files.stream()
        .filter(file -> file.stats() != null)
        .collect(Collectors.toMap(AddFile::path, AddFile::stats));
  }

  private static Set<String> intersection(Set<String> some, Set<String> others) {
    return some.stream().filter(others::contains).collect(Collectors.toSet());
  }
}
