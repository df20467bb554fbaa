package dev.deltaenrich.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * A version of a Delta table, from all entries of its log up to it (Delta PROTOCOL, "Action
 * Reconciliation").
 *
 * @param schema its columns
 * @param files its active files, by path and deletion vector
 */
record TableLog(StructType schema, List<DataFile> files) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * An active file.
   *
   * @param path where it is
   * @param partitionValues by physical name; a number or a boolean of the log is its text here
   * @param wholly whether no deletion vector leaves out rows
   */
  record DataFile(Path path, Map<String, String> partitionValues, boolean wholly) {}

  /**
   * Replays a log that has all its entries; checkpoints are passed over.
   *
   * @param version of the last entry; the newest one where there are fewer
   * @throws IOException when it cannot be read
   */
  static TableLog read(Path table, long version) throws IOException {
    StructType schema = null;
    Map<String, DataFile> files = new LinkedHashMap<>();
    List<Path> entries = entries(table.resolve("_delta_log"));
    for (Path entry : entries.subList(0, (int) Math.min(entries.size() - 1, version) + 1)) {
      List<JsonNode> actions = actions(entry);
      // Both of one file may stand in one entry, in any order.
      actions.forEach(action -> files.remove(id(action.path("remove"))));
      for (JsonNode action : actions) {
        if (action.has("add")) {
          files.put(id(action.get("add")), file(table, action.get("add")));
        }
        if (action.has("metaData")) {
          String json = action.at("/metaData/schemaString").asText();
          schema = (StructType) DataType.fromJson(json);
        }
      }
    }
    return new TableLog(schema, List.copyOf(files.values()));
  }

  private static List<Path> entries(Path log) throws IOException {
    try (Stream<Path> found = Files.list(log)) {
      List<Path> entries =
          found
              .filter(file -> file.getFileName().toString().matches("\\d{20}\\.json"))
              .sorted()
              .toList();
      if (entries.isEmpty() || !entries.get(0).endsWith("%020d.json".formatted(0))) {
        throw new IllegalStateException(log + " does not begin with version 0");
      }
      return entries;
    }
  }

  private static List<JsonNode> actions(Path entry) throws IOException {
    try (var values = JSON.readerFor(JsonNode.class).<JsonNode>readValues(entry.toFile())) {
      return values.readAll();
    }
  }

  private static String id(JsonNode action) {
    return action.path("path").asText()
        + " "
        + action.at("/deletionVector/storageType").asText()
        + action.at("/deletionVector/pathOrInlineDv").asText()
        + action.at("/deletionVector/offset").asText();
  }

  private static DataFile file(Path table, JsonNode add) {
    Map<String, String> values = new LinkedHashMap<>();
    add.path("partitionValues")
        .fields()
        .forEachRemaining(value -> values.put(value.getKey(), value.getValue().asText(null)));
    return new DataFile(
        resolved(table, add.get("path").asText()), values, !add.hasNonNull("deletionVector"));
  }

  private static Path resolved(Path table, String path) {
    try {
      return table.resolve(new URI(path).getPath());
    } catch (URISyntaxException e) {
      // Some writers leave spaces as they are.
      return table.resolve(path);
    }
  }
}
