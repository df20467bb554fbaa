package dev.deltaenrich.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.FaultProxy;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.RequiresS3;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Buckets that cannot be created are told as any other failure of the store. */
@RequiresS3
class BucketsIT {
  private final FaultProxy proxy = FaultProxy.before(Minio.shared().endpoint());
  private final Configuration conf = Minio.shared().hadoop(proxy.endpoint());
  private final String bucket = Minio.uniqueName("new");

  @AfterEach
  void close() {
    proxy.close();
  }

  private List<String> create() {
    return Buckets.create(conf, List.of("s3a://" + bucket + "/raw", "s3a://" + bucket, "/local"));
  }

  private void fails(ErrorCode code, String... parts) {
    EnrichException failure = catchThrowableOfType(EnrichException.class, this::create);
    assertThat(failure).hasMessageStartingWith("Cannot create the bucket " + bucket + ": ");
    assertThat(failure.getMessage()).contains(parts);
    assertThat(failure.code()).isEqualTo(code);
  }

  @Test
  void aBucketIsCreatedOnce() {
    assertThat(create()).containsExactly(bucket);
    assertThat(create()).isEmpty();
  }

  @Test
  void aWrongSecret() {
    conf.set("fs.s3a.secret.key", "canary-wrong-key");
    fails(ErrorCode.STORE_DENIED, "403 SignatureDoesNotMatch", "check AWS_ACCESS_KEY_ID");
  }

  @Test
  void noKeys() {
    conf.unset("fs.s3a.access.key");
    fails(ErrorCode.STORE_DENIED, "there are no credentials for the object store");
  }

  @Test
  void aClockThatIsMinutesOff() {
    proxy.shiftClock(Duration.ofMinutes(20));
    fails(ErrorCode.STORE_DENIED, "RequestTimeTooSkewed", "set the clock of this machine");
  }

  @Test
  void aStoreWithoutHostsForItsBuckets() {
    conf.setBoolean("fs.s3a.path.style.access", false);
    conf.set("fs.s3a.endpoint", proxy.endpoint().replace("127.0.0.1", "localhost"));
    fails(ErrorCode.SETTINGS, bucket + ".localhost", "set fs.s3a.path.style.access=true");
  }

  @Test
  void aStoreThatIsOverloadedOrDown() {
    proxy.all(request -> true).answer(503, "SlowDown");
    fails(ErrorCode.STORE_UNREACHABLE, "503 SlowDown", "try again");
    proxy.refuseConnections();
    fails(ErrorCode.STORE_UNREACHABLE, "Connection refused", "check that it runs");
  }
}
