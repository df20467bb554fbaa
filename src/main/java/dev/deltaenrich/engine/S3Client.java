package dev.deltaenrich.engine;

import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.util.Base64;
import com.amazonaws.util.Md5Utils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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

  /**
   * The header {@code Content-MD5} of a body (RFC 1864): S3 asks for it where a bucket's objects
   * are retained by default (S3 User Guide, "Object Lock").
   *
   * @param body read to its end
   */
  public static String contentMd5(InputStream body) {
    try {
      return Base64.encodeAsString(Md5Utils.computeMD5Hash(body));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
