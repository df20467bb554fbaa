package dev.deltaenrich.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.FaultProxy;
import dev.deltaenrich.services.FaultProxy.Exchange;
import dev.deltaenrich.services.HttpHead;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.RequiresS3;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Base64;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@RequiresS3
class ConditionalPutLogStoreIT {
  private final FaultProxy proxy = FaultProxy.before(Minio.shared().endpoint());
  private final LogFolder log = LogFolder.at(proxy.endpoint());

  @AfterEach
  void close() {
    proxy.close();
  }

  @Test
  void anEntryIsWrittenOnceAndNeverAgain() throws IOException {
    log.write(0, "first");

    assertThatThrownBy(() -> log.write(0, "second"))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessage(log.entry(0).toString());
    assertThat(log.content(0)).isEqualTo("first\n");
    assertThat(log.objects()).containsExactly(LogFolder.FOLDER + "/" + LogFolder.name(0));
  }

  @Test
  void aCommitIsOneRequest() throws IOException {
    log.write(0, "the store is tried with this one");
    proxy.forget();

    log.write(1, "entry");

    assertThat(proxy.exchanges()).singleElement().satisfies(this::isConditionalPut);
  }

  private void isConditionalPut(Exchange exchange) {
    assertThat(exchange.request().method()).isEqualTo("PUT");
    assertThat(exchange.request().header("If-None-Match")).contains("*");
    assertThat(exchange.request().header("x-amz-meta-" + ConditionalPut.WRITER)).isPresent();
    assertThat(exchange.request().header("Content-MD5"))
        .contains(Base64.getEncoder().encodeToString(DigestUtils.md5("entry\n")));
    assertThat(exchange.status()).isEqualTo(200);
  }

  @Test
  void aBucketIsTriedOnceBeforeItsFirstCommit() throws IOException {
    log.write(0, "entry");
    log.write(1, "entry");

    assertThat(proxy.exchanges(LogFolder::writesTrial))
        .extracting(Exchange::status)
        .containsExactly(200, 412);
    assertThat(proxy.exchanges().get(0).request().path()).contains("/.probe-");
  }

  @Test
  void whatIsToBeOverwrittenIs() throws IOException {
    ConditionalPutLogStore store = new ConditionalPutLogStore(log.conf());
    Path path = new Path(log.path(), "_last_checkpoint");

    store.write(path, List.of("{\"version\":10}").iterator(), true, log.conf());
    store.write(path, List.of("{\"version\":20}").iterator(), true, log.conf());

    try (var lines = store.read(path, log.conf())) {
      assertThat(lines).toIterable().containsExactly("{\"version\":20}");
    }
    assertThat(proxy.exchanges(request -> request.method().equals("PUT")))
        .hasSize(2)
        .allMatch(put -> put.request().header("Content-MD5").isPresent());
  }

  /** The store takes away what is there before it writes: what an overwrite does. */
  @Test
  void aStoreThatIgnoresTheConditionIsRefused() {
    proxy
        .all(LogFolder::writesTrial)
        .runBefore(request -> Minio.shared().s3().delete(log.bucket(), key(request)));

    assertThatThrownBy(() -> log.write(0, "entry"))
        .isInstanceOf(EnrichException.class)
        .hasMessageStartingWith(
            "Cannot commit to %s: the object store ignores If-None-Match, so two drivers' commits"
                .formatted(log.path()))
        .hasMessageContaining("use Amazon S3 or MinIO from RELEASE.2024-05-07T06-41-25Z on")
        .hasMessageContaining(
            "set spark.delta.logStore.s3a.impl=io.delta.storage.S3SingleDriverLogStore")
        .extracting("code")
        .isEqualTo(ErrorCode.STORE_UNCONDITIONAL);
    assertThat(log.objects()).isEmpty();
  }

  private String key(HttpHead request) {
    return request.path().substring(log.bucket().length() + 2);
  }

  @Test
  void aStoreThatDoesNotKnowTheConditionIsRefused() {
    proxy.all(request -> request.header("If-None-Match").isPresent()).answer(501, "NotImplemented");

    assertThatThrownBy(() -> log.write(0, "entry"))
        .isInstanceOf(EnrichException.class)
        .hasMessageContaining("the object store does not know If-None-Match")
        .extracting("code")
        .isEqualTo(ErrorCode.STORE_UNCONDITIONAL);
    assertThat(log.objects()).isEmpty();
  }

  @Test
  void aRefusalIsTriedAgainTheNextTime() throws IOException {
    proxy.next(1, LogFolder::writesTrial).answer(501, "NotImplemented");
    assertThatThrownBy(() -> log.write(0, "entry")).isInstanceOf(EnrichException.class);

    log.write(0, "entry");

    assertThat(log.content(0)).isEqualTo("entry\n");
  }

  @Test
  void aRefusedUserIsToldSoAndNothingIsUnknown() {
    LogFolder stranger = log.with("fs.s3a.access.key", "stranger");

    assertThatThrownBy(() -> stranger.write(0, "entry"))
        .satisfiesAnyOf(
            minio ->
                assertThat(minio)
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining("403"),
            versity ->
                assertThat(versity)
                    .isInstanceOf(FileNotFoundException.class)
                    .hasMessageContaining("XAdminUserNotFound"));
    assertThat(log.objects()).isEmpty();
  }

  /** A store without keys to encrypt with refuses; what counts is what the store was asked. */
  @Test
  void entriesAreEncryptedAndOwnedAsS3aIsConfigured() {
    LogFolder encrypted =
        log.with("fs.s3a.encryption.algorithm", "AES256")
            .with("fs.s3a.acl.default", "BucketOwnerFullControl");

    try {
      encrypted.write(0, "entry");
    } catch (IOException e) {
      assertThat(e)
          .hasMessageContaining("Server side encryption specified but KMS is not configured");
    }

    assertThat(proxy.exchanges(LogFolder::writesTrial))
        .isNotEmpty()
        .allSatisfy(
            exchange -> {
              HttpHead request = exchange.request();
              assertThat(request.header("x-amz-server-side-encryption")).contains("AES256");
              assertThat(request.header("x-amz-acl")).contains("bucket-owner-full-control");
            });
  }

  /** S3A's auditors refuse requests that belong to no operation when they are told to. */
  @Test
  void everyRequestBelongsToAnOperation() throws IOException {
    LogFolder audited =
        log.with("fs.s3a.audit.enabled", "true")
            .with("fs.s3a.audit.reject.out.of.span.operations", "true");

    audited.write(0, "entry");
    assertThatThrownBy(() -> audited.write(0, "entry"))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(new ConditionalPutLogStore(audited.conf()).listFrom(log.entry(0), audited.conf()))
        .toIterable()
        .hasSize(1);
    assertThat(log.objects()).hasSize(1);
  }

  @Test
  void otherFileSystemsAreLeftToOtherStores() {
    ConditionalPutLogStore store = new ConditionalPutLogStore(log.conf());

    assertThatThrownBy(
            () ->
                store.write(
                    new Path("file:/tmp/table/_delta_log/0.json"),
                    List.of("entry").iterator(),
                    false,
                    log.conf()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "ConditionalPutLogStore writes to s3a:// only, not to file:/tmp/table/_delta_log/0.json");
  }
}
