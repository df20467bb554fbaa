package dev.deltaenrich.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.FaultProxy;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.RequiresS3;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a network and an ailing store do to commits. */
@RequiresS3
class LogStoreFaultsIT {
  private static final int COMMITS = 100;

  private final FaultProxy proxy = FaultProxy.before(Minio.shared().endpoint());
  private final LogFolder log = LogFolder.at(proxy.endpoint());

  /** The store is tried with this one, so that faults hit commits. */
  @BeforeEach
  void writeFirstEntry() throws IOException {
    log.write(0, "first");
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  /**
   * With repeats inside the AWS client, which hide that a response was lost, and without.
   *
   * @param attempts S3A's default, and ours
   */
  @ParameterizedTest
  @ValueSource(strings = {"20", "0"})
  void aRetryNeverBecomesASecondCommit(String attempts) throws IOException {
    LogFolder repeating = repeating(attempts);
    for (int version = 1; version <= COMMITS; version++) {
      proxy.next(1, LogFolder::writesEntry).loseResponse();
      repeating.write(version, "commit " + version);
    }

    assertThat(repeating.objects()).hasSize(1 + COMMITS);
    for (int version = 1; version <= COMMITS; version++) {
      assertThat(repeating.content(version)).isEqualTo("commit " + version + "\n");
    }
    assertThat(proxy.exchanges(LogFolder::writesEntry))
        .filteredOn(exchange -> exchange.status() == FaultProxy.Exchange.NO_ANSWER)
        .hasSize(COMMITS);
  }

  private LogFolder repeating(String attempts) throws IOException {
    LogFolder folder = LogFolder.at(proxy.endpoint()).with("fs.s3a.attempts.maximum", attempts);
    folder.write(0, "first");
    return folder;
  }

  @Test
  void aLostResponseToARequestThatCameTooLateIsNoCommit() {
    for (int version = 1; version <= COMMITS; version++) {
      int taken = version;
      proxy.next(1, LogFolder::writesEntry).runBefore(request -> another(taken));
      proxy.next(1, LogFolder::writesEntry).loseResponse();

      assertThatThrownBy(() -> log.write(taken, "ours"))
          .isInstanceOf(FileAlreadyExistsException.class);
      assertThat(log.content(taken)).isEqualTo("another's\n");
    }
  }

  private void another(int version) {
    log.writtenByAnother(version, "another's");
  }

  @Test
  void aLookThatFailsTooIsNoCommitOfAnother() throws IOException {
    proxy.next(3, LogFolder::writesEntry).loseResponse();
    proxy.next(2, LogFolder::looksAtEntry).answer(503, "SlowDown");

    log.write(1, "ours");

    assertThat(log.content(1)).isEqualTo("ours\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {503, 500, 409, 429})
  void aStoreThatIsBusyForAWhileIsAskedAgain(int status) throws IOException {
    proxy.next(4, LogFolder::writesEntry).answer(status, "SlowDown");

    log.write(1, "ours");

    assertThat(log.content(1)).isEqualTo("ours\n");
  }

  @Test
  void aWriterThatWasFirstWhileTheStoreWasBusyIsFirst() {
    proxy.next(2, LogFolder::writesEntry).answer(503, "SlowDown");
    proxy.next(2, LogFolder::looksAtEntry).runAfter(request -> another(1));

    assertThatThrownBy(() -> log.write(1, "ours")).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(log.content(1)).isEqualTo("another's\n");
  }

  @Test
  void aSlowStoreIsWaitedFor() throws IOException {
    proxy.next(1, LogFolder::writesEntry).delay(Duration.ofSeconds(5));

    log.write(1, "ours");

    assertThat(proxy.exchanges(LogFolder::writesEntry)).hasSize(2);
  }

  @Test
  void aRefusalIsFinalIfNothingWasOpenBefore() {
    proxy.all(LogFolder::writesEntry).answer(403, "AccessDenied");

    assertThatThrownBy(() -> log.write(1, "ours"))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("403");
  }

  /** The first request may be on its way still, whoever repeated it. */
  @ParameterizedTest
  @ValueSource(strings = {"20", "0"})
  void aRefusalAfterALostRequestLeavesItOpen(String attempts) throws IOException {
    LogFolder repeating = repeating(attempts);
    proxy.next(1, LogFolder::writesEntry).answer(500, "InternalError");
    proxy.next(1, LogFolder::writesEntry).answer(403, "AccessDenied");

    assertUnknown(repeating, 1, "AccessDenied", Duration.ofSeconds(15));
  }

  /** S3A's own defaults would go on for hours. */
  @ParameterizedTest
  @CsvSource({
    "20, Client execution did not complete before the specified timeout",
    "0, Connection refused"
  })
  void aStoreThatGoesAwayLeavesTheCommitUnknown(String attempts, String cause) throws IOException {
    LogFolder repeating = repeating(attempts);
    proxy.next(1, LogFolder::writesEntry).runAfter(request -> proxy.refuseConnections());

    assertUnknown(repeating, 1, cause, Duration.ofSeconds(50));
    assertThat(repeating.content(1)).isEqualTo("ours\n");
  }

  @Test
  void aStoreThatHangsLeavesTheCommitUnknown() {
    proxy.all(request -> true).delay(Duration.ofSeconds(30));

    assertUnknown(1, "", Duration.ofSeconds(50));
  }

  @Test
  void anInterruptEndsTheWait() {
    proxy.all(LogFolder::writesEntry).answer(503, "SlowDown");
    Thread.currentThread().interrupt();

    assertUnknown(1, "", Duration.ofSeconds(5));
    assertThat(Thread.interrupted()).isTrue();
  }

  private void assertUnknown(int version, String cause, Duration limit) {
    assertUnknown(log, version, cause, limit);
  }

  private static void assertUnknown(LogFolder log, int version, String cause, Duration limit) {
    long start = System.nanoTime();
    assertThatThrownBy(() -> log.write(version, "ours"))
        .isInstanceOf(EnrichException.class)
        .hasMessageStartingWith(
            "Cannot tell whether %s was written: ".formatted(log.entry(version)))
        .hasMessageContaining(cause)
        .hasMessageEndingWith("look into the table's history before writing again")
        .extracting("code")
        .isEqualTo(ErrorCode.COMMIT_UNKNOWN);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limit);
  }
}
