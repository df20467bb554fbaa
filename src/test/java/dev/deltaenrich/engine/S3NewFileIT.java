package dev.deltaenrich.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.FaultProxy;
import dev.deltaenrich.services.HttpHead;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.RequiresS3;
import dev.deltaenrich.services.S3;
import dev.deltaenrich.splice.NewFile;
import dev.deltaenrich.splice.StreamAssembler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Objects that are made of bytes from here and of ranges that the store copies. */
@RequiresS3
class S3NewFileIT {
  private static final int MEBIBYTE = 1 << 20;
  private static final int PREFIX = 21 * MEBIBYTE;
  private static final byte[] RAW = random(PREFIX + 5_000);
  private static final byte[] TAIL = random(300_000);

  private final S3 s3 = Minio.shared().s3();
  private final FaultProxy proxy = FaultProxy.before(Minio.shared().endpoint());
  private final String raw = Minio.shared().createBucket();
  private final String curated = Minio.shared().createBucket();
  private final Path source = new Path("s3a://%s/raw/part.parquet".formatted(raw));
  private final Path target = new Path("s3a://%s/curated/enriched.parquet".formatted(curated));
  private final Configuration conf = Minio.shared().hadoop(proxy.endpoint());

  @BeforeEach
  void putSource() {
    s3.put(raw, key(source), RAW);
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static String key(Path path) {
    return path.toUri().getPath().substring(1);
  }

  private static boolean copies(HttpHead request) {
    return request.header("x-amz-copy-source").isPresent();
  }

  private byte[] madeOfRanges() throws IOException {
    try (NewFile file =
        new S3Assembler(conf, new StreamAssembler(conf), 6 * MEBIBYTE).create(target)) {
      file.write(ByteBuffer.wrap(TAIL));
      // A part that is not the last has five mebibytes, so the range waits for more.
      assertThat(file.copy(source, 1, PREFIX)).isFalse();
      file.write(ByteBuffer.wrap(RAW, 0, 6 * MEBIBYTE));
      if (!file.copy(source, 6 * MEBIBYTE, PREFIX)) {
        file.write(ByteBuffer.wrap(RAW, 6 * MEBIBYTE, PREFIX - 6 * MEBIBYTE));
      }
      file.write(ByteBuffer.wrap(TAIL));
      long bytes = file.finish().bytes();
      assertThat(bytes).isEqualTo(2L * TAIL.length + PREFIX);
    }
    return s3.bytes(curated, key(target));
  }

  private static byte[] tailPrefixTail() {
    ByteBuffer all = ByteBuffer.allocate(2 * TAIL.length + PREFIX);
    return all.put(TAIL).put(RAW, 0, PREFIX).put(TAIL).array();
  }

  @Test
  void rangesOfAnotherFileAreCopiedBetweenWhatIsWritten() throws IOException {
    for (int time = 1; time <= 2; time++) {
      assertThat(madeOfRanges()).isEqualTo(tailPrefixTail());
    }
    // Three parts each time, and one to see whether the store copies at all.
    assertThat(proxy.exchanges(S3NewFileIT::copies)).hasSize(7);
    assertThat(s3.uploads(curated)).isEmpty();
  }

  @Test
  void rangesThatTheStoreDoesNotCopyAreWritten() throws IOException {
    proxy.all(S3NewFileIT::copies).answer(501, "NotImplemented");

    assertThat(madeOfRanges()).isEqualTo(tailPrefixTail());
    assertThat(proxy.exchanges(S3NewFileIT::copies)).hasSize(1);
  }
}
