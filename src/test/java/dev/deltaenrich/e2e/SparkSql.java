package dev.deltaenrich.e2e;

import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.SparkDistribution;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The {@code spark-sql} of the distribution, with the options of the original command line. */
final class SparkSql {
  private SparkSql() {}

  /**
   * Runs statements and returns the rows of all of them, one after the other.
   *
   * @param folder where spark-sql leaves its metastore
   */
  static List<List<String>> query(Landscape landscape, Path folder, String... statements) {
    List<String> arguments = new ArrayList<>(OriginalCommandLine.options(Minio.shared()));
    arguments.addAll(List.of("--conf", "spark.ui.enabled=false", "-S"));
    arguments.addAll(List.of("-e", String.join("; ", statements)));
    String stdout =
        SparkDistribution.get()
            .sql(arguments)
            .environment(landscape.environment())
            .folder(folder)
            .start()
            .await(Landscape.RUN_LIMIT)
            .succeeded()
            .stdout();
    // Ivy announces its settings on stdout, whatever spark-sql's -S says.
    return stdout
        .lines()
        .filter(line -> !line.startsWith(":: "))
        .map(line -> Arrays.asList(line.split("\t", -1)))
        .toList();
  }
}
