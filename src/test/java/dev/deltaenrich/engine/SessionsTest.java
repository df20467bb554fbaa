package dev.deltaenrich.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
  @TempDir Path folder;

  private static SparkConf with(Object folders) {
    return new SparkConf(false).set("spark.local.dir", folders.toString());
  }

  private static void refused(Object folders, String cause) {
    EnrichException failure =
        catchThrowableOfType(
            EnrichException.class, () -> Sessions.requireLocalFolder(with(folders)));
    assertThat(failure)
        .hasMessageStartingWith("Cannot start Spark: it cannot write temporary files (")
        .hasMessageContaining(cause)
        .hasMessageContaining("; set spark.local.dir, or SPARK_LOCAL_DIRS");
    assertThat(failure.code()).isEqualTo(ErrorCode.SETTINGS);
  }

  @Test
  void aFolderThatNobodyMayWriteToIsRefused() {
    // Tests run as root, who may write anywhere else.
    refused("/proc", "/proc/delta-enrich-");
    refused("/proc/not/there", "/proc/not");
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    refused(file, "FileAlreadyExistsException: " + file);
    refused(file.resolve("below") + ",/proc", file.toString());
  }

  @Test
  void aSymbolicLinkToAFolderIsAFolder() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);

    assertThatCode(() -> Sessions.requireLocalFolder(with(link))).doesNotThrowAnyException();
  }

  @Test
  void oneFolderOfSeveralIsEnoughAndMadeWhereItIsNotThere() {
    Path made = folder.resolve("made/here");

    assertThatCode(() -> Sessions.requireLocalFolder(with("/proc," + made)))
        .doesNotThrowAnyException();

    assertThat(made).isEmptyDirectory();
  }
}
