package dev.deltaenrich.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Pythons with newer lines of Spark and Delta, to see our tables as their users see them.
 *
 * @param pythons the interpreters, one a line
 */
public record NewerDeltas(List<Path> pythons) {
  /** What to do where there are none. */
  static final String HOW_TO_GET_ONE =
      "tests with newer Deltas need their Pythons: set NEWER_DELTAS to what"
          + " src/test/resources/tables/make.py --lines prints";

  private static final Duration LIMIT = Duration.ofMinutes(5);

  /**
   * A table as one of them reads it.
   *
   * @param version its newest version
   * @param rows the texts of each row's values; times are microseconds, maps are JSON
   */
  public record Table(long version, List<List<String>> rows) {}

  /** Those that {@code NEWER_DELTAS} names, if they are some. */
  static Optional<NewerDeltas> find() {
    List<Path> pythons =
        Stream.ofNullable(System.getenv("NEWER_DELTAS"))
            .flatMap(value -> Stream.of(value.split(File.pathSeparator)))
            .filter(value -> !value.isBlank())
            .map(Path::of)
            .toList();
    return pythons.isEmpty() || !pythons.stream().allMatch(Files::isExecutable)
        ? Optional.empty()
        : Optional.of(new NewerDeltas(pythons));
  }

  /**
   * The Deltas.
   *
   * @throws IllegalStateException saying what to set where there are none; {@link
   *     RequiresNewerDeltas} turns that into a skipped test
   */
  public static NewerDeltas get() {
    return find().orElseThrow(() -> new IllegalStateException(HOW_TO_GET_ONE));
  }

  /** Reads tables by one of them, in the order given. */
  public static List<Table> read(Path python, List<String> tables) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(python.toString(), "src/test/python/read_by_delta.py"));
    command.addAll(tables);
    String said = ExternalProcess.command(command).start().await(LIMIT).succeeded().stdout();
    List<Table> read = new ArrayList<>();
    for (String line : said.lines().filter(line -> line.startsWith("{")).toList()) {
      read.add(table(new ObjectMapper().readTree(line)));
    }
    return read;
  }

  private static Table table(JsonNode answer) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode row : answer.get("rows")) {
      List<String> texts = new ArrayList<>();
      row.forEach(value -> texts.add(value.textValue()));
      rows.add(texts);
    }
    return new Table(answer.get("version").asLong(), rows);
  }
}
