package dev.deltaenrich.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openlineage.client.OpenLineage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The events that OpenLineage's file transport wrote.
 *
 * @param path one event a line; not there before the first
 */
public record LineageFile(Path path) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** OpenLineage's jar for Spark. */
  public static Path jar() {
    try {
      return Path.of(OpenLineage.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All events, oldest first. */
  public List<JsonNode> events() {
    List<JsonNode> events = new ArrayList<>();
    try {
      for (String line : Files.exists(path) ? Files.readAllLines(path) : List.<String>of()) {
        events.add(JSON.readTree(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return events;
  }

  /** The events of one job. */
  public List<JsonNode> eventsOf(String job) {
    return events().stream().filter(event -> event.at("/job/name").asText().equals(job)).toList();
  }
}
