package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.FaultProxy;
import dev.deltaenrich.services.HttpHead;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.RequiresS3;
import dev.deltaenrich.services.SessionBucket;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose commit to S3 meets a fault. */
@RequiresS3
class CommitFaultsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final FaultProxy proxy = FaultProxy.before(Minio.shared().endpoint());
  private final SessionBucket bucket = SessionBucket.reachedAt(proxy.endpoint());
  private EnrichFixture tables;

  @BeforeEach
  void land() throws IOException {
    tables = EnrichFixture.landed(folder).set("target.path", "s3a://" + bucket.name() + "/curated");
  }

  @AfterEach
  void close() {
    bucket.close();
    proxy.close();
  }

  private static boolean commits(HttpHead request) {
    return request.method().equals("PUT")
        && request.path().matches(".*/curated/_delta_log/\\d{20}\\.json");
  }

  private void assertOneVersion() {
    assertThat(tables.targetVersion()).isZero();
    assertThat(tables.curated().count()).isEqualTo(EnrichFixture.ROWS);
    assertThat(tables.curated().select("transaction_id").distinct().count())
        .isEqualTo(EnrichFixture.ROWS);
  }

  @Test
  void aLostResponseIsNoFailureAndNoSecondCommit() {
    proxy.next(1, CommitFaultsIT::commits).loseResponse();

    assertThat(tables.enrich().exitCode()).isZero();

    assertOneVersion();
  }

  @Test
  void aBurstOf503IsNoFailure() {
    proxy.next(5, CommitFaultsIT::commits).answer(503, "SlowDown");

    assertThat(tables.enrich().exitCode()).isZero();

    assertOneVersion();
  }

  /** The commit landed, but nobody can know: the files stay, for they are the table's. */
  @Test
  void aStoreThatGoesAwayAfterTheCommitLeavesItUnknown() {
    proxy.next(1, CommitFaultsIT::commits).runAfter(request -> proxy.refuseConnections());
    long start = System.nanoTime();

    EnrichFixture.Outcome outcome = tables.enrich();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
    assertThat(outcome.exitCode()).isEqualTo(4);
    assertThat(outcome.err())
        .startsWith("delta-enrich: COMMIT_UNKNOWN: Cannot tell whether the commit to s3a://")
        .contains("Connection refused");
    proxy.acceptConnections();
    assertOneVersion();
  }

  @Test
  void aStoreWithoutConditionalWritesIsRefused() {
    proxy.all(request -> request.header("If-None-Match").isPresent()).answer(501, "NotImplemented");

    EnrichFixture.Outcome outcome = tables.enrich();

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .startsWith("delta-enrich: STORE_UNCONDITIONAL: Cannot commit to s3a://")
        .contains("the object store does not know If-None-Match");
    assertThat(bucket.objects()).noneMatch(key -> key.matches("curated/.*parquet"));
    assertThat(bucket.objects()).noneMatch(key -> key.endsWith(".json"));
  }
}
