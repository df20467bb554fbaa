package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commits that fail, conflict, or end without an answer. */
class CommitOutcomeTest {
  private static final String ENTRY = "%020d.json".formatted(1);

  @TempDir Path folder;
  private EnrichFixture tables;

  @BeforeEach
  void land() throws IOException {
    tables = EnrichFixture.landed(folder);
    tables.set("target.path", FaultyFileSystem.uri(tables.targetPath()));
    tables.set("lookup.history.path", folder.resolve("history").toString());
    faults(new FaultyFileSystem.Faults() {});
  }

  @AfterEach
  void heal() {
    FaultyFileSystem.unregister(hadoop());
  }

  private void faults(FaultyFileSystem.Faults faults) {
    FaultyFileSystem.register(hadoop(), faults);
  }

  private Configuration hadoop() {
    return tables.spark().sparkContext().hadoopConfiguration();
  }

  private static boolean isEntry(org.apache.hadoop.fs.Path file) {
    return file.getName().equals(ENTRY);
  }

  private Map<String, String> enrichedFiles() throws IOException {
    Map<String, String> files = EnrichFixture.filesBelow(tables.targetPath());
    files.keySet().removeIf(file -> !file.startsWith("enriched-"));
    return files;
  }

  @Test
  void withoutFaultsItCommits() {
    assertThat(tables.enrich().err()).isEmpty();
    assertThat(tables.targetVersion()).isEqualTo(1);
  }

  @Test
  void entryWrittenAndTheAnswerLost() {
    faults(
        new FaultyFileSystem.Faults() {
          @Override
          public void afterWrite(org.apache.hadoop.fs.Path file) throws IOException {
            if (isEntry(file)) {
              throw new IOException("connection reset");
            }
          }
        });
    EnrichFixture.Outcome outcome = tables.enrich("--json");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("\"targetVersion\":1");
    assertThat(tables.targetVersion()).isEqualTo(1);
    assertThat(tables.curated().count()).isEqualTo(EnrichFixture.ROWS);
  }

  @Test
  void entryNotWrittenAndNobodyKnowsWhetherItWillBe() throws IOException {
    Map<String, String> before = enrichedFiles();
    faults(
        new FaultyFileSystem.Faults() {
          @Override
          public void beforeWrite(org.apache.hadoop.fs.Path file) throws IOException {
            if (isEntry(file)) {
              throw new IOException("connection reset");
            }
          }
        });
    EnrichFixture.Outcome outcome = tables.enrich();
    assertThat(outcome.err())
        .startsWith("delta-enrich: COMMIT_UNKNOWN: Cannot tell whether the commit to ")
        .contains("connection reset", "look for run ")
        .hasLineCount(1);
    assertThat(outcome.exitCode()).isEqualTo(4);
    assertThat(tables.targetVersion()).isZero();
    assertThat(enrichedFiles()).as("the files stay").hasSize(2 * before.size());
  }

  @Test
  void logThatCannotBeReadAfterwards() throws IOException {
    Map<String, String> before = enrichedFiles();
    AtomicBoolean down = new AtomicBoolean();
    faults(
        new FaultyFileSystem.Faults() {
          @Override
          public void afterWrite(org.apache.hadoop.fs.Path file) throws IOException {
            if (isEntry(file)) {
              down.set(true);
              throw new IOException("connection reset");
            }
          }

          @Override
          public void beforeRead(org.apache.hadoop.fs.Path file) throws IOException {
            if (down.get()) {
              throw new IOException("connection refused");
            }
          }
        });
    EnrichFixture.Outcome outcome = tables.enrich();
    assertThat(outcome.err()).startsWith("delta-enrich: COMMIT_UNKNOWN: Cannot tell ");
    assertThat(outcome.exitCode()).isEqualTo(4);
    FaultyFileSystem.noFaults();
    assertThat(tables.targetVersion()).isEqualTo(1);
    assertThat(enrichedFiles()).hasSize(2 * before.size());
    assertThat(tables.curated().count()).isEqualTo(EnrichFixture.ROWS);
  }

  @Test
  void rowsThatAnotherProgramCommitsFirstAreNotOverwritten() throws IOException {
    AtomicBoolean done = new AtomicBoolean();
    faults(
        new FaultyFileSystem.Faults() {
          @Override
          public void beforeWrite(org.apache.hadoop.fs.Path file) {
            if (file.getName().startsWith("enriched-") && done.compareAndSet(false, true)) {
              appendByAnotherWriter();
            }
          }
        });
    Map<String, String> before = enrichedFiles();
    EnrichFixture.Outcome outcome = tables.enrich();
    assertThat(outcome.err())
        .startsWith("delta-enrich: TARGET_FOREIGN: Cannot write to ")
        .contains("rows of 1 of its 4 files (other.parquet)", "--overwrite")
        .hasLineCount(1);
    assertThat(outcome.exitCode()).isEqualTo(ErrorCode.TARGET_FOREIGN.exitCode().value());
    assertThat(tables.targetVersion()).isEqualTo(1);
    assertThat(enrichedFiles()).isEqualTo(before);
  }

  /** What another process would do: Delta's view of the table in this one is not told. */
  private void appendByAnotherWriter() {
    try {
      Path log = tables.targetPath().resolve("_delta_log");
      Files.writeString(
          log.resolve(ENTRY),
          """
          {"commitInfo":{"timestamp":1700000000000,"operation":"WRITE","operationParameters":{}}}
          {"add":{"path":"other.parquet","partitionValues":{},"size":1,"modificationTime":1,"dataChange":true}}
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void fullDiskWhileFilesAreMade() throws IOException {
    faults(
        new FaultyFileSystem.Faults() {
          @Override
          public void beforeWrite(org.apache.hadoop.fs.Path file) throws IOException {
            if (file.getName().startsWith("enriched-")) {
              throw new IOException("No space left on device");
            }
          }
        });
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.STORE_DENIED, "No space left on device", "make room");
  }
}
