package dev.deltaenrich.services;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Python that has pyarrow, DuckDB, Polars and delta-rs, to see our files as others see them.
 *
 * @param python the interpreter
 */
public record OtherReaders(Path python) {
  /** What to do where there is none. */
  static final String HOW_TO_GET_ONE =
      "tests with other readers need a Python with pyarrow, duckdb, polars and deltalake: install"
          + " bench/requirements.txt in a virtual environment and set READERS_PYTHON to its python";

  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** The Python that {@code READERS_PYTHON} names, if it is one. */
  static Optional<OtherReaders> find() {
    return Optional.ofNullable(System.getenv("READERS_PYTHON"))
        .filter(value -> !value.isBlank())
        .map(Path::of)
        .filter(Files::isExecutable)
        .map(OtherReaders::new);
  }

  /**
   * The readers.
   *
   * @throws IllegalStateException saying what to install where there are none; {@link
   *     RequiresOtherReaders} turns that into a skipped test
   */
  public static OtherReaders get() {
    return find().orElseThrow(() -> new IllegalStateException(HOW_TO_GET_ONE));
  }

  /** Runs {@code src/test/python/SCRIPT ARGUMENTS}. */
  public ProcessResult run(String script, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(python.toString());
    command.add(Path.of("src/test/python", script).toString());
    command.addAll(arguments);
    return ExternalProcess.command(command).start().await(LIMIT);
  }
}
