package dev.deltaenrich.engine.log;

import static dev.deltaenrich.engine.log.HandMadeLog.PROTOCOL;
import static dev.deltaenrich.engine.log.HandMadeLog.added;
import static dev.deltaenrich.engine.log.HandMadeLog.metadata;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.services.TestSession;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Versions 0 to 5, of which 1 and 3 have checkpoints; those up to 3 are 40 days old. */
class LogCleaningTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "-|-|3",
        "delta.logRetentionDuration|interval 90 days|0",
        "delta.logRetentionDuration|12 hours|3",
        "delta.logRetentionDuration|interval 6 weeks|0",
        "delta.enableExpiredLogCleanup|false|0"
      })
  void whatIsBeforeTheNewestCheckpointThatIsExpiredGoes(String property, String value, long oldest)
      throws IOException {
    write(property, value);

    clean();

    assertThat(names())
        .contains("%020d.json".formatted(oldest), "%020d.checkpoint.parquet".formatted(3))
        .noneMatch(name -> Long.parseLong(name.substring(0, 20)) < oldest);
    assertThat(opened().version()).isEqualTo(5);
    assertThat(opened().files()).hasSize(6);
  }

  /** Some stores give entries the time of a copy: what follows a new entry is not older. */
  @Test
  void nothingAfterAnEntryThatIsKeptGoes() throws IOException {
    write(null, null);
    Files.setLastModifiedTime(entry(2), FileTime.from(Instant.now()));

    clean();

    assertThat(names()).contains("%020d.json".formatted(1), "%020d.json".formatted(2));
    assertThat(names()).doesNotContain("%020d.json".formatted(0));
  }

  @Test
  void withoutACheckpointOfAnExpiredVersionAllStays() throws IOException {
    write(null, null);
    Files.setLastModifiedTime(entry(0), FileTime.from(Instant.now()));

    clean();

    assertThat(names()).hasSize(8);
  }

  private void write(String property, String value) throws IOException {
    HandMadeLog log = new HandMadeLog(folder);
    String properties =
        property == null
            ? "\"configuration\":{}"
            : "\"configuration\":{\"%s\":\"%s\"}".formatted(property, value);
    String table = metadata("[]", "id", "\"long\"").replace("\"configuration\":{}", properties);
    for (long version = 0; version <= 5; version++) {
      String file = added(version + ".parquet");
      log.commit(version, version == 0 ? List.of(PROTOCOL, table, file) : List.of(file));
      if (version == 1 || version == 3) {
        new CheckpointWriter(opened().logFolder()).write();
      }
      if (version <= 3) {
        Files.setLastModifiedTime(
            entry(version), FileTime.from(Instant.now().minus(Duration.ofDays(40))));
      }
    }
  }

  private Path entry(long version) {
    return folder.resolve("_delta_log/%020d.json".formatted(version));
  }

  private void clean() throws IOException {
    new LogCleaning(opened().logFolder()).clean(opened().metadata());
  }

  private DeltaTable opened() {
    return DeltaTable.open(TestSession.get(), folder.toString());
  }

  private List<String> names() {
    return Stream.of(folder.resolve("_delta_log").toFile().listFiles())
        .map(File::getName)
        .filter(name -> name.startsWith("0"))
        .toList();
  }
}
