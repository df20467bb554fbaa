package dev.deltaenrich.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.wildfly.openssl.OpenSSLProvider;

/**
 * A Spark with the jars that {@code docker/Dockerfile} gives it, and on request an archive of its
 * classes, by which a driver starts in half the time. Both are made once a build under {@code
 * target}, by the JVM that asks first; others wait.
 *
 * <p>Tests that show the plain start take {@link SparkDistribution#get} instead.
 */
public final class SparkImage {
  private static final Path PROJECT = Path.of("").toAbsolutePath();
  private static final Path BUNDLE = PROJECT.resolve(BuiltJars.bundle());
  private static final Path HOME = PROJECT.resolve("target/spark-image");
  private static final Path ARCHIVE = HOME.resolve("classes.jsa");

  /** What the image was made of; written last. */
  private static final Path MADE_OF = HOME.resolve("made-of");

  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** Quick to start rather than quick in the long run. */
  private static final String SHORT_RUN = "-XX:TieredStopAtLevel=1";

  private static SparkImage shared;

  private SparkImage() {}

  /**
   * The image of this build.
   *
   * @throws IllegalStateException where there is no Spark distribution
   */
  public static synchronized SparkImage shared() {
    if (shared == null) {
      OneAtATime.in("spark-image", SparkImage::makeUnlessThere);
      shared = new SparkImage();
    }
    return shared;
  }

  /** The image as a Spark distribution. */
  public SparkDistribution distribution() {
    return new SparkDistribution(HOME);
  }

  /** As Spark's scripts spell the path: the archive holds for this one and for longer ones. */
  public String classPath() {
    return "%1$s/conf/:%1$s/jars/*".formatted(HOME);
  }

  /** What {@code jobs/submit.sh} needs to use the image, with the archive if there is one. */
  public Map<String, String> environment() {
    return Map.of(
        "SPARK_HOME", HOME.toString(),
        "DELTA_ENRICH_CLASS_ARCHIVE", ARCHIVE.toString(),
        "SPARK_SUBMIT_OPTS", SHORT_RUN);
  }

  /**
   * What a Java that runs a class on {@link #classPath} needs, with the archive if there is one.
   */
  public List<String> javaOptions() {
    return Files.exists(ARCHIVE)
        ? List.of(SHORT_RUN, "-Xlog:disable", "-XX:SharedArchiveFile=" + ARCHIVE)
        : List.of(SHORT_RUN);
  }

  /**
   * Makes the archive, unless it is there. It takes as long as three runs, and each run after it
   * takes half as long. Needs MinIO.
   */
  public SparkImage withArchive() {
    OneAtATime.in("spark-image", this::archiveUnlessThere);
    return this;
  }

  private static void makeUnlessThere() {
    try {
      String parts = parts();
      if (!Files.exists(MADE_OF) || !Files.readString(MADE_OF).equals(parts)) {
        TemporaryFolders.delete(HOME);
        linkJars();
        Files.writeString(MADE_OF, parts);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String parts() throws IOException {
    return "%s of %s%n%s%n%s%n"
        .formatted(
            BUNDLE,
            Files.getLastModifiedTime(BUNDLE),
            SparkDistribution.get().home(),
            System.getProperty("java.home"));
  }

  private static void linkJars() throws IOException {
    Path jars = Files.createDirectories(HOME.resolve("jars"));
    Path spark = SparkDistribution.get().home();
    Files.createSymbolicLink(HOME.resolve("bin"), spark.resolve("bin"));
    List<Path> more =
        List.of(
            BUNDLE,
            placeOf(S3AFileSystem.class),
            placeOf(S3.client()),
            placeOf(OpenSSLProvider.class));
    try (Stream<Path> its = Files.list(spark.resolve("jars"))) {
      for (Path jar : Stream.concat(its, more.stream()).toList()) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      }
    }
  }

  /** By a command that writes to the store and asks the database. */
  private void archiveUnlessThere() {
    if (Files.exists(ARCHIVE)) {
      return;
    }
    String bucket = "s3a://" + Minio.uniqueName("archive");
    Map<String, String> environment = new TreeMap<>(environment());
    environment.putAll(Minio.shared().environment());
    environment.put("ENRICH_RAW_PATH", bucket + "/raw");
    environment.put("ENRICH_TARGET_PATH", bucket + "/curated");
    environment.put("ENRICH_LOOKUP_JDBC_URL", Postgres.url(Postgres.createDatabase()));
    environment.put("ENRICH_LOOKUP_JDBC_USER", Postgres.USER);
    environment.put("ENRICH_LOOKUP_JDBC_PASSWORD", Postgres.PASSWORD);
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    environment.merge("SPARK_SUBMIT_OPTS", " -Dspark.ui.enabled=false", String::concat);
    ExternalProcess.command(
            List.of(
                PROJECT.resolve("jobs/submit.sh").toString(),
                "--archive-classes",
                "bootstrap",
                "--sample-data",
                PROJECT.resolve("sample-data/transactions.csv").toString()))
        .environment(environment)
        .start()
        .await(LIMIT)
        .succeeded();
  }

  private static Path placeOf(Class<?> one) {
    try {
      return Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
