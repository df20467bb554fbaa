package dev.deltaenrich.drills;

import com.amazonaws.services.s3.AmazonS3;
import dev.deltaenrich.services.ExternalProcess;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.SparkDistribution;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * The bundle as a process on a Spark distribution's class path: what spark-submit ends in, without
 * its scripts and Ivy, which take longer to start than a short run takes.
 */
final class Program {
  /** Longer than any healthy run on a slow machine. */
  static final Duration LIMIT = Duration.ofMinutes(5);

  private static final Path BUNDLE = Path.of("target/delta-enrich-bundle.jar").toAbsolutePath();

  /** What Java makes of the classes a run loads, kept: half of a short run's time. */
  private static final Path ARCHIVE = Path.of("target/drills.jsa").toAbsolutePath();

  /** Quick to start rather than quick in the long run. */
  private static final List<String> SHORT_RUN = List.of("-XX:TieredStopAtLevel=1");

  /** Logs are a few rows to Spark: one partition is enough, and no code need be made for them. */
  private static final Map<String, String> FEW_ROWS =
      Map.of(
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN",
          "spark.sql.shuffle.partitions", "1",
          "spark.databricks.delta.snapshotPartitions", "1");

  private static boolean archived;

  private Program() {}

  /** Begins {@code enrich}, against a store at an endpoint. */
  static ExternalProcess.Builder enrich(Tables tables, String target, String endpoint) {
    return enrich(tables, target, endpoint, Map.of());
  }

  /** Has runs start faster from now on, by one that makes a target of its own. Once only. */
  static synchronized void archiveClasses(Tables tables) {
    if (!archived) {
      enrich(tables, tables.newTarget(), Minio.shared().endpoint())
          .environment(
              Map.of("JDK_JAVA_OPTIONS", "-Xlog:disable -XX:ArchiveClassesAtExit=" + ARCHIVE))
          .start()
          .await(LIMIT)
          .succeeded();
      archived = true;
    }
  }

  /** The same with more Spark properties. */
  static ExternalProcess.Builder enrich(
      Tables tables, String target, String endpoint, Map<String, String> properties) {
    return java(
            SHORT_RUN, endpoint, properties, List.of(), "dev.deltaenrich.Main", List.of("enrich"))
        .environment(tables.settings())
        .environment(Map.of("ENRICH_TARGET_PATH", target));
  }

  /** Begins a class of the tests that commits to logs, with the program on its class path. */
  static ExternalProcess.Builder main(Class<?> main, String endpoint, List<String> words) {
    return java(List.of(), endpoint, FEW_ROWS, List.of(placeOf(main)), main.getName(), words);
  }

  /** What executors of a cluster need besides Spark. */
  static List<Path> jars() {
    return List.of(BUNDLE, placeOf(S3AFileSystem.class), placeOf(AmazonS3.class));
  }

  private static ExternalProcess.Builder java(
      List<String> options,
      String endpoint,
      Map<String, String> properties,
      List<Path> more,
      String main,
      List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+")));
    command.addAll(options);
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx1g"));
    if (archived) {
      command.addAll(List.of("-Xlog:disable", "-XX:SharedArchiveFile=" + ARCHIVE));
    }
    all(endpoint, properties).forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-cp", classPath(more), main));
    command.addAll(words);
    return ExternalProcess.command(command).environment(Minio.shared().environment());
  }

  private static Map<String, String> all(String endpoint, Map<String, String> properties) {
    Map<String, String> all = new TreeMap<>();
    all.put("log4j2.configurationFile", "conf/log4j2.properties");
    all.put("spark.master", "local[2]");
    all.put("spark.ui.enabled", "false");
    all.put("spark.driver.host", "127.0.0.1");
    all.put("spark.driver.bindAddress", "127.0.0.1");
    all.put("spark.hadoop.fs.s3a.endpoint", endpoint);
    all.put("spark.hadoop.fs.s3a.endpoint.region", "us-east-1");
    all.put("spark.hadoop.fs.s3a.path.style.access", "true");
    all.putAll(properties);
    return all;
  }

  private static String classPath(List<Path> more) {
    List<String> places = new ArrayList<>();
    jars().forEach(jar -> places.add(jar.toString()));
    places.add(SparkDistribution.get().home().resolve("jars/*").toString());
    // Last: an archive is of a class path that this one begins with.
    more.forEach(place -> places.add(place.toString()));
    return places.stream().collect(Collectors.joining(java.io.File.pathSeparator));
  }

  private static Path placeOf(Class<?> one) {
    try {
      return Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
