package dev.deltaenrich.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.TestSession;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.ChecksumException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a commit ended, by what the log holds and what the store said. */
class CommitTest {
  private static final String RUN = "20261126T000000Z-0a1b2c3d";

  @TempDir private Path folder;

  private long attempt(Callable<Long> request) {
    return new Commit(DeltaTable.open(TestSession.get(), folder.toString()), RUN, "our-id")
        .attempt(request);
  }

  private void writeEntry(String text) throws IOException {
    Files.createDirectories(folder.resolve("_delta_log"));
    Files.writeString(folder.resolve("_delta_log/00000000000000000000.json"), text);
  }

  /** Hadoop's own, of which the first bytes are a magic word and how many bytes each sum is for. */
  private void spoilChecksum() throws IOException {
    byte[] wrong = {'c', 'r', 'c', 0, 0, 0, 2, 0, 1, 2, 3, 4};
    Files.write(folder.resolve("_delta_log/.00000000000000000000.json.crc"), wrong);
  }

  /** Whoever takes the run's files out names them, and with them the run. */
  @Test
  void anEntryThatOnlyNamesTheRunIsAnothers() {
    assertThatThrownBy(
            () ->
                attempt(
                    () -> {
                      writeEntry(
                          "{\"remove\":{\"path\":\"enriched-0-%s-1.parquet\"}}".formatted(RUN));
                      throw new FileAlreadyExistsException("0.json");
                    }))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.COMMIT_CONFLICT));
  }

  @Test
  void anEntryWithTheCommitsIdIsOursWhateverTheRequestSaid() {
    long version =
        attempt(
            () -> {
              writeEntry("{\"commitInfo\":{\"txnId\":\"our-id\"}}");
              throw new IOException("connection reset");
            });

    assertThat(version).isZero();
  }

  @Test
  void aCommitThatWasNeverSentIsNotUnknown() {
    IOException failure = new ConnectException("Connection refused");
    failure.addSuppressed(new UntriedStoreException());

    assertThatThrownBy(
            () ->
                attempt(
                    () -> {
                      throw failure;
                    }))
        .isInstanceOfSatisfying(
            EnrichException.class,
            known -> assertThat(known.code()).isNotEqualTo(ErrorCode.COMMIT_UNKNOWN));
  }

  @Test
  void aCommitThatMayBeOnItsWayIsUnknown() {
    assertThatThrownBy(
            () ->
                attempt(
                    () -> {
                      throw new ConnectException("Connection reset");
                    }))
        .isInstanceOfSatisfying(
            EnrichException.class,
            known -> assertThat(known.code()).isEqualTo(ErrorCode.COMMIT_UNKNOWN));
  }

  @Test
  void whatKeptUsFromLookingIsToldBesideTheFailure() {
    IOException reset = new ConnectException("Connection reset");

    assertThatThrownBy(
            () ->
                attempt(
                    () -> {
                      writeEntry("{}");
                      spoilChecksum();
                      throw reset;
                    }))
        .isInstanceOfSatisfying(
            EnrichException.class,
            known -> assertThat(known.code()).isEqualTo(ErrorCode.COMMIT_UNKNOWN))
        .hasCause(reset);
    assertThat(reset.getSuppressed()).singleElement().isInstanceOf(ChecksumException.class);
  }
}
