package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A table that another program wrote, and what other readers find in it ({@code tables/make.py} in
 * the test resources makes both).
 *
 * @param name of its folder
 */
public record StoredTable(String name) {
  private static final Path FOLDER = Path.of("src/test/resources/tables");

  /** What readers of Delta 2.4 know. */
  private static final Set<String> KNOWN_TO_DELTA =
      Set.of("deletionVectors", "columnMapping", "timestampNtz");

  /** All of them, in the order of their names. */
  static List<StoredTable> all() {
    try (Stream<Path> folders = Files.list(FOLDER)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("raw")))
          .map(folder -> new StoredTable(folder.getFileName().toString()))
          .sorted((one, other) -> one.name.compareTo(other.name))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those that are read. */
  public static Stream<StoredTable> read() {
    return all().stream().filter(table -> !StoredRefusals.ALL.containsKey(table.name));
  }

  /** The first of those that have the same rows and protocol, and so differ in their logs alone. */
  public static Stream<StoredTable> readAndOfOtherRows() {
    Set<JsonNode> seen = new HashSet<>();
    return read().filter(table -> seen.add(table.expected().retain("rows", "protocol")));
  }

  /**
   * Of those that ask readers for more than Delta 2.4 knows, the first of those that ask for the
   * same and have the same columns.
   */
  public static Stream<StoredTable> readPastDelta() {
    Set<List<Object>> seen = new HashSet<>();
    return Stream.concat(
        readAndOfOtherRows()
            .filter(StoredTable::isNewerThanDelta)
            .filter(table -> seen.add(List.of(table.readerFeatures(), table.columns()))),
        // Without its first commits Delta says other things.
        Stream.of(new StoredTable("v2-checkpoint-json-log-cleaned")));
  }

  private boolean isNewerThanDelta() {
    return !KNOWN_TO_DELTA.containsAll(readerFeatures());
  }

  private Set<String> readerFeatures() {
    Set<String> features = new HashSet<>();
    expected()
        .path("protocol")
        .path("readerFeatures")
        .forEach(feature -> features.add(feature.textValue()));
    return features;
  }

  /** Those that have a value in some row. */
  private Set<String> columns() {
    Set<String> columns = new HashSet<>();
    rows().forEach(row -> row.fieldNames().forEachRemaining(columns::add));
    return columns;
  }

  /** Those that are refused. */
  static Stream<StoredTable> refused() {
    return all().stream().filter(table -> StoredRefusals.ALL.containsKey(table.name));
  }

  /** The table's folder. */
  public Path raw() {
    return FOLDER.resolve(name).resolve("raw");
  }

  /** Whether others read it at all. */
  boolean isReadable() {
    return expected().has("version");
  }

  /** The newest version. */
  long version() {
    return expected().get("version").asLong();
  }

  /** The active files: path, size, partition values and deletion vector of each. */
  List<JsonNode> files() {
    return list("files");
  }

  /** The rows, each as Spark writes JSON. */
  public List<JsonNode> rows() {
    return list("rows");
  }

  private List<JsonNode> list(String field) {
    List<JsonNode> elements = new ArrayList<>();
    expected().get(field).forEach(elements::add);
    return elements;
  }

  private ObjectNode expected() {
    try {
      return (ObjectNode)
          new ObjectMapper().readTree(FOLDER.resolve(name).resolve("expected.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
