package dev.deltaenrich.engine;

import com.amazonaws.services.s3.AmazonS3;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.hadoop.fs.s3a.S3AFileSystem;

/** The client that S3A made for a bucket, for requests it has no operation for. Thread-safe. */
public final class S3Client {
  /** S3A writes a warning each time it hands its client out. */
  private static final Map<S3AFileSystem, AmazonS3> KNOWN =
      Collections.synchronizedMap(new WeakHashMap<>());

  private S3Client() {}

  /** The client of {@code fileSystem}; closed with it. */
  public static AmazonS3 of(S3AFileSystem fileSystem) {
    return KNOWN.computeIfAbsent(
        fileSystem, it -> it.getAmazonS3ClientForTesting("requests of delta-enrich"));
  }
}
