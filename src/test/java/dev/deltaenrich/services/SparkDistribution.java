package dev.deltaenrich.services;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Spark distribution of this machine, whose programs are run as real processes.
 *
 * @param home its folder
 */
public record SparkDistribution(Path home) {
  /** What to do where there is none. */
  static final String HOW_TO_GET_ONE =
      "Spark tests need a Spark 3.4.4 distribution: run 'pip install pyspark==3.4.4' and set"
          + " SPARK_HOME to its folder pyspark in site-packages";

  /** The distribution that {@code SPARK_HOME} names, if it is one. */
  static Optional<SparkDistribution> find() {
    return Optional.ofNullable(System.getenv("SPARK_HOME"))
        .filter(value -> !value.isBlank())
        .map(Path::of)
        .filter(home -> Files.isExecutable(home.resolve("bin/spark-submit")))
        .map(SparkDistribution::new);
  }

  /**
   * The distribution.
   *
   * @throws IllegalStateException saying what to install where there is none; {@link RequiresSpark}
   *     turns that into a skipped test
   */
  public static SparkDistribution get() {
    return find().orElseThrow(() -> new IllegalStateException(HOW_TO_GET_ONE));
  }

  /** Begins {@code spark-submit ARGUMENTS}. */
  public ExternalProcess.Builder submit(List<String> arguments) {
    return program("spark-submit", arguments);
  }

  /** Begins {@code spark-sql ARGUMENTS}. */
  public ExternalProcess.Builder sql(List<String> arguments) {
    return program("spark-sql", arguments);
  }

  /** Begins {@code spark-class CLASS ARGUMENTS}. */
  ExternalProcess.Builder sparkClass(String name, List<String> arguments) {
    List<String> words = new ArrayList<>(List.of(name));
    words.addAll(arguments);
    return program("spark-class", words);
  }

  private ExternalProcess.Builder program(String name, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin").resolve(name).toString()));
    command.addAll(arguments);
    return ExternalProcess.command(command).environment(Map.of("SPARK_HOME", home.toString()));
  }
}
