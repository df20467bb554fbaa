package dev.deltaenrich.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.RequiresS3;
import dev.deltaenrich.services.S3;
import dev.deltaenrich.store.PendingUpload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

@RequiresS3
class StaleUploadsIT {
  private static final String OURS =
      "enriched-0123456789abcdef-20261123T172532Z-7bd939c4-12.snappy.parquet";

  private final S3 s3 = Minio.shared().s3();
  private final String bucket = Minio.shared().createBucket();
  private final Configuration conf = Minio.shared().hadoop(Minio.shared().endpoint());
  private final StaleUploads stale =
      new StaleUploads(conf, new Path("s3a://%s/curated".formatted(bucket)));

  private void begin(String key) {
    s3.beginUpload(bucket, key);
  }

  private List<String> left() {
    return s3.uploads(bucket);
  }

  @Test
  void onlyOldUploadsOfOurFilesInTheTableAreAborted() {
    List<String> others =
        List.of("curated/part-0000.snappy.parquet", "curated_lookups/" + OURS, "other/" + OURS);
    others.forEach(this::begin);
    begin("curated/" + OURS);
    begin("curated/day=1/" + OURS);

    assertThat(stale.olderThan(Duration.ofHours(1))).isEmpty();
    List<PendingUpload> found = stale.olderThan(Duration.ZERO);
    assertThat(found)
        .extracting(upload -> upload.file().toString())
        .containsExactlyInAnyOrder(
            "s3a://%s/curated/%s".formatted(bucket, OURS),
            "s3a://%s/curated/day=1/%s".formatted(bucket, OURS));
    assertThat(found)
        .allSatisfy(upload -> assertThat(upload.begun()).isBeforeOrEqualTo(Instant.now()));
    assertThat(left()).hasSize(5);

    stale.abort(found);
    stale.abort(found);

    assertThat(left()).containsExactlyInAnyOrderElementsOf(others);
  }

  @Test
  void otherFileSystemsHaveNone() {
    StaleUploads local = new StaleUploads(conf, new Path("file:/tmp/curated"));

    assertThat(local.olderThan(Duration.ZERO)).isEmpty();
    local.abort(List.of());
  }

  @Test
  void aBucketThatIsNotThereIsAFailureWithAName() {
    StaleUploads nowhere = new StaleUploads(conf, new Path("s3a://no-such-bucket-1f/curated"));

    assertThatThrownBy(() -> nowhere.olderThan(Duration.ZERO))
        .isInstanceOf(EnrichException.class)
        .hasMessageStartingWith(
            "Cannot list the uploads below s3a://no-such-bucket-1f/curated: there is no bucket");
  }
}
