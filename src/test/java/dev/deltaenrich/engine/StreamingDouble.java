package dev.deltaenrich.engine;

import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.model.GetObjectRequest;
import com.amazonaws.services.s3.model.ObjectMetadata;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.splice.AssembledFile;
import dev.deltaenrich.splice.Assembler;
import dev.deltaenrich.splice.Assembly;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.Path;

/** Assembles in memory, past proxy and S3A; counts how often it is asked to. */
final class StreamingDouble implements Assembler {
  private final AmazonS3 s3 = Minio.shared().s3();
  private final AtomicInteger begun = new AtomicInteger();

  int begun() {
    return begun.get();
  }

  @Override
  public Assembly begin(Path source, long prefix, Path target) {
    begun.incrementAndGet();
    return new Assembly() {
      @Override
      public AssembledFile finish(ByteBuffer tail) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        GetObjectRequest start =
            new GetObjectRequest(bucket(source), key(source)).withRange(0, prefix - 1);
        s3.getObject(start).getObjectContent().transferTo(content);
        byte[] last = new byte[tail.remaining()];
        tail.duplicate().get(last);
        content.write(last);
        ObjectMetadata metadata = new ObjectMetadata();
        metadata.setContentLength(content.size());
        s3.putObject(
            bucket(target), key(target), new ByteArrayInputStream(content.toByteArray()), metadata);
        return new AssembledFile(content.size(), System.currentTimeMillis());
      }

      @Override
      public void close() {
        // Nothing is there before the end.
      }
    };
  }

  private static String bucket(Path path) {
    return path.toUri().getHost();
  }

  private static String key(Path path) {
    return path.toUri().getPath().substring(1);
  }
}
