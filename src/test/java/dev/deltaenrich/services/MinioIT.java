package dev.deltaenrich.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

@RequiresS3
class MinioIT {
  @Test
  void keepsWhatIsPutIntoIt() {
    Minio minio = Minio.shared();
    String bucket = minio.createBucket();

    minio.s3().put(bucket, "greeting", "hello");

    assertThat(minio.s3().text(bucket, "greeting")).isEqualTo("hello");
  }

  @Test
  void anOwnInstanceCanBeStoppedWhileTheSharedOneStaysUp() {
    Minio own = Minio.startOwn();
    own.createBucket("mine");
    own.close();
    try (Minio again = new Minio(own.endpoint(), own.accessKey(), own.secretKey(), () -> {})) {
      assertThatThrownBy(() -> again.s3().buckets())
          .isInstanceOf(S3.noAnswer())
          .hasMessageContaining("refused");
    }
    assertThat(Minio.shared().s3().buckets()).isNotNull();
  }
}
