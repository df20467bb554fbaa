package dev.deltaenrich.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.Answering;
import dev.deltaenrich.services.FaultProxy;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.Ports;
import dev.deltaenrich.services.RequiresS3;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.s3a.AnonymousAWSCredentialsProvider;
import org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a store that does not answer as it should; no session is needed. */
@RequiresS3
class StoreProbeIT {
  private static final String PROVIDER = "fs.s3a.aws.credentials.provider";

  private final Minio minio = Minio.shared();
  private final FaultProxy proxy = FaultProxy.before(minio.endpoint());
  private final Configuration conf = minio.hadoop(proxy.endpoint());
  private final String bucket = minio.createBucket();
  private final Path path = new Path("s3a://" + bucket + "/not/there");

  @AfterEach
  void close() {
    proxy.close();
  }

  private void refused(ErrorCode code, String... parts) {
    EnrichException failure =
        catchThrowableOfType(EnrichException.class, () -> new StoreProbe(conf).requireAnswer(path));
    assertThat(failure).as("failure").isNotNull();
    assertThat(failure).hasMessageStartingWith("Cannot reach the store of " + path + ": ");
    assertThat(failure.getMessage()).contains(parts);
    assertThat(failure.code()).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aPathThatIsNotThereIsAnAnswerToOneRequest(int listVersion) {
    conf.setInt("fs.s3a.list.version", listVersion);

    new StoreProbe(conf).requireAnswer(path);
    new StoreProbe(conf).requireAnswer(new Path("s3a://" + bucket + "/"));

    assertThat(proxy.exchanges()).hasSize(2);
  }

  /** A server allows for fifteen minutes. */
  @ParameterizedTest
  @ValueSource(ints = {-1200, 1200})
  void aClockThatIsMinutesOff(int seconds) {
    proxy.shiftClock(Duration.ofSeconds(seconds));

    refused(ErrorCode.STORE_DENIED, "RequestTimeTooSkewed", "; set the clock of this machine");
  }

  @Test
  void aSessionTokenOfOtherKeys() {
    conf.set(PROVIDER, TemporaryAWSCredentialsProvider.NAME);
    conf.set("fs.s3a.session.token", "canary-token");

    refused(ErrorCode.STORE_DENIED, "403 InvalidTokenId", "check that AWS_SESSION_TOKEN");
  }

  @ParameterizedTest
  @CsvSource({"400, ExpiredToken", "400, InvalidToken", "403, ExpiredToken"})
  void aSessionTokenThatHasRunOut(int status, String code) {
    proxy.all(request -> true).answer(status, code);

    refused(ErrorCode.STORE_DENIED, status + " " + code, "has not run out and belongs to the keys");
  }

  @Test
  void aWrongSecretIsToldByItsCode() {
    conf.set("fs.s3a.secret.key", "canary-wrong-key");

    refused(ErrorCode.STORE_DENIED, "403 SignatureDoesNotMatch", "check AWS_ACCESS_KEY_ID");
  }

  @Test
  void nobodyMayReadWithoutKeys() {
    conf.set(PROVIDER, AnonymousAWSCredentialsProvider.NAME);

    refused(ErrorCode.STORE_DENIED, "403 AccessDenied", "rights to the bucket");
  }

  @Test
  void aRegionThatIsNotTheStores() {
    proxy.all(request -> true).answer(400, "AuthorizationHeaderMalformed");

    refused(ErrorCode.SETTINGS, "400 AuthorizationHeaderMalformed", "fs.s3a.endpoint.region");
  }

  @Test
  void aStoreWithoutHostsForItsBuckets() {
    conf.setBoolean("fs.s3a.path.style.access", false);
    conf.set("fs.s3a.endpoint", proxy.endpoint().replace("127.0.0.1", "localhost"));

    refused(
        ErrorCode.SETTINGS,
        "the bucket has no host of its own (" + bucket + ".localhost",
        "; set fs.s3a.path.style.access=true");
  }

  @Test
  void aHostThatIsUnknownWithAndWithoutTheBucket() {
    conf.setBoolean("fs.s3a.path.style.access", false);
    conf.set("fs.s3a.endpoint", "http://no-such-host.invalid:9000");
    conf.set("fs.s3a.retry.interval", "10ms");

    refused(ErrorCode.STORE_UNREACHABLE, bucket + ".no-such-host.invalid", "check that it runs");
  }

  /** What MinIO answers at the host of a bucket that it takes for its own: all buckets. */
  @Test
  void anAnswerThatIsNotOfTheBucket() throws IOException {
    String all = "<ListAllMyBucketsResult><Buckets></Buckets></ListAllMyBucketsResult>";
    try (Answering server = Answering.with(200, "application/xml", all)) {
      conf.set("fs.s3a.endpoint", server.endpoint("http"));

      refused(
          ErrorCode.SETTINGS,
          "the endpoint's answer is not that of a bucket",
          "fs.s3a.path.style.access=true");
    }
  }

  @Test
  void aBucketThatIsNotThere() {
    proxy.all(request -> true).answer(404, "NoSuchBucket");

    refused(ErrorCode.BUCKET_MISSING, "there is no bucket '" + bucket + "'");
  }

  @Test
  void aStoreThatIsDown() {
    conf.set("fs.s3a.endpoint", "http://127.0.0.1:" + Ports.free());
    conf.set("fs.s3a.retry.interval", "10ms");

    refused(ErrorCode.STORE_UNREACHABLE, "Connection refused", "check that it runs");
  }

  /** S3A by its scheme, and no S3A. */
  @Test
  void anotherClassForTheSchemeIsAskedInItsOwnWay() {
    conf.set("fs.s3a.impl", Other.class.getName());

    assertThatCode(() -> new StoreProbe(conf).requireAnswer(path)).doesNotThrowAnyException();

    assertThat(proxy.exchanges()).isEmpty();
  }

  /** The local disk under S3A's scheme. */
  public static final class Other extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("s3a://other");
    }

    @Override
    protected void checkPath(Path any) {
      // Every bucket is this one.
    }
  }

  @Test
  void aPoolOfNoConnections() {
    conf.setInt("fs.s3a.connection.maximum", 0);

    refused(
        ErrorCode.SETTINGS, "(Value of fs.s3a.connection.maximum: 0 is below the minimum value 1)");
  }

  /** The stream holds the only connection. */
  @Test
  void moreConnectionsThanThePoolHas() throws IOException {
    minio.s3().put(bucket, "large", "x".repeat(4 << 20));
    conf.setInt("fs.s3a.connection.maximum", 1);
    conf.setInt("fs.s3a.connection.timeout", 500);
    conf.setInt("fs.s3a.connection.acquisition.timeout", 500);
    conf.setInt("fs.s3a.retry.limit", 0);
    Path large = new Path("s3a://" + bucket + "/large");
    try (FileSystem store = FileSystem.newInstance(large.toUri(), conf);
        InputStream held = store.open(large)) {
      assertThat(held.read()).isEqualTo('x');

      EnrichException failure =
          FailureTranslator.translate(
              "read " + large, catchThrowable(() -> store.getFileStatus(large)));

      assertThat(failure.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE);
      assertThat(failure)
          .hasMessageStartingWith(
              "Cannot read %s: all connections to the object store are in use (", large)
          .hasMessageContaining(
              "; try again, since a slow store holds them longer, or raise fs.s3a.connection.maximum");
    }
  }
}
