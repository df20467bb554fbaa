package dev.deltaenrich.drills;

import dev.deltaenrich.services.ExternalProcess;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.SparkImage;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * The bundle as a process on the class path of a {@link SparkImage}: what spark-submit ends in,
 * without its scripts.
 */
final class Program {
  /** Longer than any healthy run on a slow machine. */
  static final Duration LIMIT = Duration.ofMinutes(5);

  /** Logs are a few rows to Spark: one partition is enough, and no code need be made for them. */
  private static final Map<String, String> FEW_ROWS =
      Map.of(
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN",
          "spark.sql.shuffle.partitions", "1",
          "spark.databricks.delta.snapshotPartitions", "1");

  private Program() {}

  /** Has runs start faster from now on; for drills with some of them. */
  static void archiveClasses() {
    SparkImage.shared().withArchive();
  }

  /** Begins {@code enrich}, against a store at an endpoint. */
  static ExternalProcess.Builder enrich(Tables tables, String target, String endpoint) {
    return enrich(tables, target, endpoint, Map.of());
  }

  /** The same with more Spark properties. */
  static ExternalProcess.Builder enrich(
      Tables tables, String target, String endpoint, Map<String, String> properties) {
    return java(
            SparkImage.shared().javaOptions(),
            SparkImage.shared().classPath(),
            endpoint,
            properties,
            List.of("dev.deltaenrich.Main", "enrich"))
        .environment(tables.settings())
        .environment(Map.of("ENRICH_TARGET_PATH", target));
  }

  /** Begins a class of the tests that commits to logs, with the program on its class path. */
  static ExternalProcess.Builder main(Class<?> main, String endpoint, List<String> words) {
    List<String> all = new ArrayList<>(List.of(main.getName()));
    all.addAll(words);
    String classPath = SparkImage.shared().classPath() + File.pathSeparator + placeOf(main);
    return java(List.of(), classPath, endpoint, FEW_ROWS, all);
  }

  private static ExternalProcess.Builder java(
      List<String> options,
      String classPath,
      String endpoint,
      Map<String, String> properties,
      List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+")));
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx1g"));
    command.addAll(options);
    all(endpoint, properties).forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-cp", classPath));
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

  private static Path placeOf(Class<?> one) {
    try {
      return Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
