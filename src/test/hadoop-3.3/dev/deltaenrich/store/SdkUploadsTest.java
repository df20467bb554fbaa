package dev.deltaenrich.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.s3.model.CopyPartRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/** Requests that MinIO without TLS and without keys cannot take, so nothing is sent. */
class SdkUploadsTest {
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
  private static final String OTHER_KEY =
      Base64.getEncoder().encodeToString("k".repeat(32).getBytes(StandardCharsets.UTF_8));

  private static ObjectStore bucket(String name, String key) throws IOException {
    Configuration conf = new Configuration();
    conf.set("fs.s3a.endpoint", "http://127.0.0.1:1");
    conf.set("fs.s3a.endpoint.region", "us-east-1");
    conf.set("fs.s3a.access.key", "access");
    conf.set("fs.s3a.secret.key", "secret");
    conf.set("fs.s3a.encryption.algorithm", "SSE-C");
    conf.set("fs.s3a.encryption.key", key);
    return ObjectStore.of(FileSystem.newInstance(URI.create("s3a://" + name), conf)).orElseThrow();
  }

  @Test
  void aCopyUsesTheKeysOfBothBuckets() throws IOException {
    ObjectStore from = bucket("from", KEY);
    ObjectStore to = bucket("to", OTHER_KEY);
    ObjectRange range = new ObjectRange(from, new Path("s3a://from/a/source"), "etag", 10, 19);

    CopyPartRequest request = to.uploads().copying(new Path("s3a://to/target"), "upload", 3, range);

    assertThat(request.getSourceSSECustomerKey().getKey()).isEqualTo(KEY);
    assertThat(request.getDestinationSSECustomerKey().getKey()).isEqualTo(OTHER_KEY);
    assertThat(request.getSourceBucketName() + "/" + request.getSourceKey())
        .isEqualTo("from/a/source");
    assertThat(request.getDestinationBucketName() + "/" + request.getDestinationKey())
        .isEqualTo("to/target");
    assertThat(request.getMatchingETagConstraints()).containsExactly("etag");
    assertThat(request.getPartNumber()).isEqualTo(3);
    assertThat(request.getFirstByte()).isEqualTo(10);
    assertThat(request.getLastByte()).isEqualTo(19);
  }
}
