package dev.deltaenrich.e2e;

import dev.deltaenrich.services.ExternalProcess;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.OneAtATime;
import dev.deltaenrich.services.Postgres;
import dev.deltaenrich.services.SparkDistribution;
import dev.deltaenrich.services.SparkImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a run needs around it: a database and a raw table in MinIO, both made by the real bootstrap
 * command through {@code jobs/submit.sh}. One for all tests of this package; each takes a target of
 * its own.
 */
final class Landscape {
  /** Longer than any healthy run on a slow machine. */
  static final Duration RUN_LIMIT = Duration.ofMinutes(5);

  /** The project's folder, where Maven runs the tests. */
  static final Path PROJECT = Path.of("").toAbsolutePath();

  private static final Path FOLDER = PROJECT.resolve("target/e2e");
  private static Landscape shared;

  private final Minio minio = Minio.shared();
  private final String database = Postgres.createDatabase();
  private final String raw =
      "s3a://" + Minio.uniqueName("raw-data-bucket") + "/financial_data_delta";
  private final String curatedBucket = Minio.uniqueName("curated-data-bucket");
  private final AtomicInteger targets = new AtomicInteger();

  private Landscape() {}

  /** The landscape, bootstrapped when first asked for. */
  static synchronized Landscape shared() {
    if (shared == null) {
      Landscape landscape = new Landscape();
      // Ivy's folder is for one at a time.
      OneAtATime.in("ivy", landscape::bootstrap);
      shared = landscape;
    }
    return shared;
  }

  private void bootstrap() {
    submitPlainly(
            "bootstrap",
            "--lookup-file",
            PROJECT.resolve("sample-data/merchant_lookup.csv").toString(),
            "--sample-data",
            PROJECT.resolve("sample-data/transactions.csv").toString())
        .environment(paths(newTarget()))
        .start()
        .await(RUN_LIMIT)
        .succeeded();
  }

  /** The raw table. */
  String raw() {
    return raw;
  }

  /** The path of a curated table that is not there yet, in a bucket that is. */
  String newTarget() {
    return "s3a://%s/financial_data_curated_enriched_%d"
        .formatted(curatedBucket, targets.incrementAndGet());
  }

  /** Begins {@code jobs/submit.sh WORDS} with all it needs in its environment. */
  ExternalProcess.Builder submit(String... words) {
    return submit(Map.of(), words);
  }

  /** The same with more Spark properties. */
  ExternalProcess.Builder submit(Map<String, String> sparkProperties, String... words) {
    return submit(SparkImage.shared().withArchive().environment(), sparkProperties, words);
  }

  /** The same with a Spark as it is unpacked: no archive of classes, and packages come by Ivy. */
  ExternalProcess.Builder submitPlainly(String... words) {
    return submitPlainly(Map.of(), words);
  }

  /** The same with more Spark properties. */
  ExternalProcess.Builder submitPlainly(Map<String, String> sparkProperties, String... words) {
    Map<String, String> properties = new TreeMap<>(sparkProperties);
    properties.put("spark.jars.ivy", ivyFolder());
    return submit(
        Map.of(
            "SPARK_HOME",
            SparkDistribution.get().home().toString(),
            "DELTA_ENRICH_CLASS_ARCHIVE",
            "none"),
        properties,
        words);
  }

  private ExternalProcess.Builder submit(
      Map<String, String> spark, Map<String, String> sparkProperties, String... words) {
    List<String> command = new ArrayList<>(List.of(PROJECT.resolve("jobs/submit.sh").toString()));
    command.addAll(List.of(words));
    return ExternalProcess.command(command)
        .environment(environment())
        .environment(spark)
        .environment(Map.of("DELTA_ENRICH_SPARK_CONF", sparkConf(sparkProperties).toString()));
  }

  /** Endpoints, users and secrets. */
  Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>(minio.environment());
    environment.put("ENRICH_LOOKUP_JDBC_URL", Postgres.url(database));
    environment.put("ENRICH_LOOKUP_JDBC_USER", Postgres.USER);
    environment.put("ENRICH_LOOKUP_JDBC_PASSWORD", Postgres.PASSWORD);
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    return environment;
  }

  /** Raw table and target as settings, for commands that take no positional paths. */
  Map<String, String> paths(String target) {
    return Map.of("ENRICH_RAW_PATH", raw, "ENRICH_TARGET_PATH", target);
  }

  /** Where packages are kept: not in the user's own cache, and only fetched once. */
  static String ivyFolder() {
    return FOLDER.resolve("ivy").toString();
  }

  /** The project's Spark properties and some more, in a file of their own. */
  private static Path sparkConf(Map<String, String> properties) {
    Map<String, String> more = new TreeMap<>(properties);
    more.put("spark.ui.enabled", "false");
    StringBuilder text = new StringBuilder();
    try {
      text.append(Files.readString(PROJECT.resolve("conf/spark-defaults.conf")));
      more.forEach((key, value) -> text.append('\n').append(key).append(' ').append(value));
      Files.createDirectories(FOLDER);
      Path file = Files.createTempFile(FOLDER, "spark-", ".conf");
      return Files.writeString(file, text.append('\n'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
