package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** What an add action's {@code stats} say (Delta PROTOCOL, "Per-file Statistics"). */
public final class FileStatistics {
  /** Their field in an action. */
  static final String FIELD = "stats";

  private static final JsonFactory JSON = new JsonFactory();

  private interface Opening {
    JsonParser open() throws IOException;
  }

  private FileStatistics() {}

  /**
   * The statistics in an action, whole; null where it has none.
   *
   * @param file an add action, in which they may be bytes of UTF-8
   */
  static String of(JsonNode file) {
    JsonNode statistics = file.path(FIELD);
    return statistics.isBinary()
        ? new String(bytes(statistics), StandardCharsets.UTF_8)
        : statistics.textValue();
  }

  /**
   * The same without all but the number of rows; null where they do not say it.
   *
   * @throws UncheckedIOException when they are no JSON
   */
  static String countOnly(JsonNode file) {
    JsonNode statistics = file.path(FIELD);
    OptionalLong rows =
        statistics.isBinary()
            ? rows(() -> JSON.createParser(bytes(statistics)))
            : rows(statistics.textValue());
    return rows.isPresent() ? "{\"numRecords\":" + rows.getAsLong() + "}" : null;
  }

  private static byte[] bytes(JsonNode statistics) {
    return ((BinaryNode) statistics).binaryValue();
  }

  /**
   * The rows in a file, those that a deletion vector hides included. Reads no further than it has
   * to: of a hundred thousand files, the minima and maxima are most of the log.
   *
   * @param statistics as in the log; null when there are none
   * @return empty when they do not say
   * @throws UncheckedIOException when it is no JSON
   */
  public static OptionalLong rows(String statistics) {
    if (statistics == null || statistics.isEmpty()) {
      return OptionalLong.empty();
    }
    return rows(() -> JSON.createParser(statistics));
  }

  private static OptionalLong rows(Opening opening) {
    try (JsonParser json = opening.open()) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean rows = json.getCurrentName().equals("numRecords");
        JsonToken value = json.nextToken();
        if (rows) {
          return value == JsonToken.VALUE_NUMBER_INT
              ? OptionalLong.of(json.getLongValue())
              : OptionalLong.empty();
        }
        json.skipChildren();
      }
      return OptionalLong.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
