package dev.deltaenrich.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * What the newest entry of a log in a local folder says of its commit.
 *
 * @param version of the table
 * @param operation the writer's name for what it did
 * @param userMetadata null where the writer gave none
 */
public record NewestCommit(long version, String operation, String userMetadata) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads the newest entry of a table's log. */
  public static NewestCommit of(Path table) {
    try (Stream<Path> found = Files.list(table.resolve("_delta_log"))) {
      Path entry =
          found
              .filter(file -> file.getFileName().toString().matches("\\d{20}\\.json"))
              .max(Comparator.naturalOrder())
              .orElseThrow();
      long version = Long.parseLong(entry.getFileName().toString().substring(0, 20));
      try (var actions = JSON.readerFor(JsonNode.class).<JsonNode>readValues(entry.toFile())) {
        JsonNode info =
            actions.readAll().stream()
                .map(action -> action.path("commitInfo"))
                .filter(JsonNode::isObject)
                .findFirst()
                .orElseThrow();
        return new NewestCommit(
            version, info.path("operation").asText(), info.path("userMetadata").textValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
