package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalLong;

/** What an add action's {@code stats} say (Delta PROTOCOL, "Per-file Statistics"). */
public final class FileStatistics {
  private static final JsonFactory JSON = new JsonFactory();

  private FileStatistics() {}

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
    try (JsonParser json = JSON.createParser(statistics)) {
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
