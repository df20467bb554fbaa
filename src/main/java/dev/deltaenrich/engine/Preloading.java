package dev.deltaenrich.engine;

import java.io.IOException;
import java.sql.DriverManager;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the clients of object stores and the JDBC drivers while the Spark session starts: an S3A
 * client alone takes a second of one core, and Hadoop keeps it for all who ask for the same store.
 * No request is sent.
 */
final class Preloading {
  private static final Logger LOG = LoggerFactory.getLogger(Preloading.class);

  private Preloading() {}

  /** Begins, and returns at once; nobody waits for the end. */
  static void begin(SparkConf conf, List<String> paths) {
    Thread thread = new Thread(() -> load(conf, paths), "preloading");
    thread.setDaemon(true);
    thread.start();
  }

  private static void load(SparkConf conf, List<String> paths) {
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
    for (String path : paths) {
      try {
        new Path(path).getFileSystem(hadoop);
      } catch (IOException | RuntimeException e) {
        // The first use meets the same failure, and tells it.
        LOG.debug("{} is not preloaded", path, e);
      }
    }
    LOG.debug("{} JDBC drivers", DriverManager.drivers().count());
  }
}
