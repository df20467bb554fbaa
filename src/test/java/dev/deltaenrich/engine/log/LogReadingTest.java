package dev.deltaenrich.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.engine.DeltaTable;
import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.services.TestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
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

  private final SparkSession spark = TestSession.get();

  @TempDir Path folder;

  /** Changes made by Delta itself: appends, deletes with and without vectors, rewrites. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void tablesThatDeltaChanged(long seed) {
    Random random = new Random(seed);
    append();
    property("delta.enableDeletionVectors", "true");
    for (int step = 0; step < 6; step++) {
      switch (random.nextInt(5)) {
        case 0, 1 -> append();
        case 2 -> spark.sql("DELETE FROM %s WHERE id = %d".formatted(table(), random.nextInt(9)));
        case 3 -> checkpoint(random.nextBoolean() ? "2" : null);
        default -> spark.sql("UPDATE %s SET id = id + 1 WHERE id > 6".formatted(table()));
      }
      assertReadsAsDelta(folder);
    }
    assertThat(DeltaTable.open(spark, folder.toString()).files())
        .as("the deletes left vectors")
        .anyMatch(file -> file.deletionVector() != null);
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
      assertReadsAsDelta(folder);
    }
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
    assertThat(table.files()).hasSize(6);
  }

  @Test
  void aCheckpointStandsForCommitsThatAreGone() throws IOException {
    append();
    append();
    checkpoint(null);
    append();
    Files.delete(folder.resolve("_delta_log/%020d.json".formatted(0)));

    assertReadsAsDelta(folder);
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

  private void append() {
    spark
        .range(0, 12, 1, 2)
        .selectExpr("id", "CASE id % 3 WHEN 0 THEN 'a b' WHEN 1 THEN 'c=d/%' END AS part")
        .coalesce(1)
        .write()
        .format("delta")
        .mode("append")
        .partitionBy("part")
        .save(folder.toString());
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
      log().checkpoint(log().update(false, Option.empty()));
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
        actions.add(file.removeWithTimestamp(System.currentTimeMillis(), true));
      }
    }
    for (int i = random.nextInt(4); i >= 0; i--) {
      actions.add(odd(random));
    }
    actions.add(new SetTransaction("app", random.nextInt(99), Option.empty()));
    transaction.commit(
        ScalaInterop.seq(actions),
        new DeltaOperations.Write(SaveMode.Append, Option.empty(), Option.empty(), Option.empty()));
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
    return new AddFile(
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

  private void assertReadsAsDelta(Path path) {
    DeltaTable ours = DeltaTable.open(spark, path.toString());
    Snapshot deltas = log().update(false, Option.empty());

    assertThat(ours.version()).isEqualTo(deltas.version());
    assertThat(ours.metadata()).isEqualTo(deltas.metadata());
    assertThat(ours.protocol()).isEqualTo(deltas.protocol());
    assertThat(ours.files()).containsExactlyInAnyOrderElementsOf(deltas.allFiles().collectAsList());
  }
}
