package dev.deltaenrich.bootstrap;

import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.store.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the buckets that paths need. Nothing is removed if a later one fails. */
final class Buckets {
  private static final Logger LOG = LoggerFactory.getLogger(Buckets.class);

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
      if (createIfMissing(root, conf)) {
        created.add(root.toUri().getHost());
        LOG.info("Created the bucket {}", root.toUri().getHost());
      }
    }
    return created;
  }

  private static boolean createIfMissing(Path root, Configuration conf) {
    // Not the session's file system: opening it must not fail since the bucket is missing.
    try (FileSystem fileSystem = FileSystem.newInstance(root.toUri(), withoutProbe(conf))) {
      Optional<ObjectStore> store = ObjectStore.of(fileSystem);
      return store.isPresent() && store.get().createBucket();
    } catch (IOException | RuntimeException e) {
      throw FailureTranslator.translate("create the bucket " + root.toUri().getHost(), e);
    }
  }

  private static Configuration withoutProbe(Configuration conf) {
    Configuration probeless = new Configuration(conf);
    probeless.setInt("fs.s3a.bucket.probe", 0);
    return probeless;
  }
}
