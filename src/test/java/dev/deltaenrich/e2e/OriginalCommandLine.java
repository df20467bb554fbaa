package dev.deltaenrich.e2e;

import dev.deltaenrich.services.BuiltJars;
import dev.deltaenrich.services.Minio;
import java.util.ArrayList;
import java.util.List;

/** The options that spark-submit and spark-sql were given before there was a script. */
final class OriginalCommandLine {
  private OriginalCommandLine() {}

  /** The packages and the properties, without credentials. */
  static List<String> options(Minio minio) {
    return List.of(
        "--packages",
        "%s,org.postgresql:postgresql:42.6.0,%s"
            .formatted(BuiltJars.delta(), BuiltJars.hadoopAws()),
        "--conf",
        "spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension",
        "--conf",
        "spark.sql.catalog.spark_catalog=org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "--conf",
        "spark.hadoop.fs.s3a.endpoint=" + minio.endpoint(),
        "--conf",
        "spark.hadoop.fs.s3a.path.style.access=true",
        // Of the test, not of the original: Ivy takes a pom in Maven's repository for a jar, and
        // Maven leaves this pom without its jar there.
        "--exclude-packages",
        "org.slf4j:slf4j-api",
        // Of the test, too: packages are not kept in the user's own cache.
        "--conf",
        "spark.jars.ivy=" + Landscape.ivyFolder());
  }

  /** The same with the credentials as properties. */
  static List<String> optionsWithCredentials(Minio minio) {
    List<String> options = new ArrayList<>(options(minio));
    options.addAll(
        List.of(
            "--conf",
            "spark.hadoop.fs.s3a.access.key=" + minio.accessKey(),
            "--conf",
            "spark.hadoop.fs.s3a.secret.key=" + minio.secretKey()));
    return options;
  }
}
