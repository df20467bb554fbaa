package dev.deltaenrich.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.RunRecord;
import dev.deltaenrich.services.TestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedCommitTest {
  private final SparkSession spark = TestSession.get();

  @TempDir Path folder;

  private void write(String mode, String userMetadata, int files) {
    spark
        .range(0, files, 1, files)
        .write()
        .format("delta")
        .mode(mode)
        .option("userMetadata", userMetadata)
        .save(folder.toString());
  }

  private CuratedTable open() {
    return CuratedTable.open(spark, folder.toString());
  }

  @Test
  void theNewestCommitComesFirst() {
    write("append", "{\"deltaEnrich\":\"1\",\"run\":\"first\"}", 2);
    write("append", "by hand", 1);
    write("overwrite", "{\"deltaEnrich\":\"1\",\"run\":\"third\"}", 3);

    List<RecordedCommit> commits = open().commits().limit(10).toList();

    assertThat(commits).extracting(RecordedCommit::version).containsExactly(2L, 1L, 0L);
    assertThat(commits).extracting(RecordedCommit::added).containsExactly(3, 1, 2);
    assertThat(commits).extracting(RecordedCommit::removed).containsExactly(3, 0, 0);
    assertThat(commits)
        .extracting(commit -> commit.run().map(RunRecord::run).orElse("none"))
        .containsExactly("third", "none", "first");
    assertThat(commits.get(0).time()).isAfterOrEqualTo(commits.get(1).time());
    assertThat(Duration.between(commits.get(0).time(), Instant.now()).abs())
        .isLessThan(Duration.ofMinutes(5));
  }

  @Test
  void aTableThatDoesNotExistHasNone() {
    assertThat(open().commits().limit(10).toList()).isEmpty();
  }

  @Test
  void entriesBeyondWhatIsAskedForAreNotRead() throws IOException {
    write("append", "old", 1);
    write("append", "new", 1);
    CuratedTable table = open();
    Files.writeString(folder.resolve("_delta_log/%020d.json".formatted(0)), "garbage");
    Files.delete(folder.resolve("_delta_log/.%020d.json.crc".formatted(0)));

    assertThat(table.commits().limit(1).toList())
        .extracting(RecordedCommit::version)
        .containsExactly(1L);
    assertThatThrownBy(() -> table.commits().limit(2).toList())
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.LOG_BROKEN))
        .hasMessageContaining("00000.json");
  }

  @Test
  void commitsAfterTheOpenedVersionAreNotShown() {
    write("append", "old", 1);
    CuratedTable table = open();
    write("append", "new", 1);

    assertThat(table.commits().limit(10).toList())
        .extracting(RecordedCommit::version)
        .containsExactly(0L);
  }
}
