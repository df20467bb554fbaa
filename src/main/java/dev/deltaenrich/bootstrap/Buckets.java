package dev.deltaenrich.bootstrap;

import com.amazonaws.AmazonClientException;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.model.AmazonS3Exception;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.S3Client;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.s3a.S3AUtils;
import org.apache.hadoop.util.VersionInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the buckets that paths need. Nothing is removed if a later one fails. */
final class Buckets {
  private static final Logger LOG = LoggerFactory.getLogger(Buckets.class);

  /** What S3 answers when someone was faster. */
  private static final Set<String> THERE = Set.of("BucketAlreadyOwnedByYou", "BucketAlreadyExists");

  private Buckets() {}

  /**
   * Creates the missing buckets of those {@code paths} that are on S3.
   *
   * @return the names of those created
   */
  static List<String> create(Configuration conf, List<String> paths) {
    List<Path> roots =
        paths.stream()
            .map(Path::new)
            .filter(path -> "s3a".equals(path.toUri().getScheme()))
            .map(path -> new Path("s3a://" + path.toUri().getAuthority() + "/"))
            .distinct()
            .toList();
    List<String> created = new ArrayList<>();
    for (Path root : roots) {
      try {
        if (S3.createIfMissing(root, conf)) {
          created.add(root.toUri().getHost());
        }
      } catch (NoClassDefFoundError e) {
        throw new EnrichException(
            ErrorCode.USAGE,
            ("Cannot create the bucket %s: the S3 client is not on the class path; add"
                    + " org.apache.hadoop:hadoop-aws:%s to the packages of spark-submit")
                .formatted(root.toUri().getHost(), VersionInfo.getVersion()),
            e);
      }
    }
    return created;
  }

  /** Apart, so that without S3 paths no class of the S3 client is needed. */
  private static final class S3 {
    private static boolean createIfMissing(Path root, Configuration conf) {
      try (S3AFileSystem store = new S3AFileSystem()) {
        store.initialize(root.toUri(), withoutProbe(conf));
        return create(S3Client.of(store), root);
      } catch (AmazonClientException e) {
        // With the bucket's name, which not all failures of the client have.
        throw failed(root, S3AUtils.translateException("create", root, e));
      } catch (IOException e) {
        throw failed(root, e);
      }
    }

    private static EnrichException failed(Path root, IOException e) {
      return FailureTranslator.translate("create the bucket " + root.toUri().getHost(), e);
    }

    /** Opening the file system must not fail since the bucket is missing. */
    private static Configuration withoutProbe(Configuration conf) {
      Configuration probeless = new Configuration(conf);
      probeless.setInt("fs.s3a.bucket.probe", 0);
      return probeless;
    }

    private static boolean create(AmazonS3 client, Path root) {
      String bucket = root.toUri().getHost();
      if (client.doesBucketExistV2(bucket)) {
        return false;
      }
      try {
        client.createBucket(bucket);
      } catch (AmazonS3Exception e) {
        if (THERE.contains(e.getErrorCode())) {
          return false;
        }
        throw e;
      }
      LOG.info("Created the bucket {}", bucket);
      return true;
    }
  }
}
