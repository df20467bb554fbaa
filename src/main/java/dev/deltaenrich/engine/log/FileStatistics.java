package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.parquet.io.api.Binary;

/** What an add action's {@code stats} say (Delta PROTOCOL, "Per-file Statistics"). */
public final class FileStatistics {
  /** Their field in an action. */
  static final String FIELD = "stats";

  private static final JsonFactory JSON = new JsonFactory();

  private FileStatistics() {}

  /**
   * The statistics in an action, whole; null where it has none.
   *
   * @param file an add action, in which they may be {@linkplain JsonRecords undecoded}
   */
  static String of(JsonNode file) {
    JsonNode statistics = file.path(FIELD);
    return statistics instanceof POJONode undecoded
        ? ((Binary) undecoded.getPojo()).toStringUsingUTF8()
        : ActionFields.text(statistics);
  }

  /** The number of rows alone, as statistics; null where the statistics do not have it. */
  static String countOnly(JsonNode file) {
    OptionalLong rows =
        file.path(FIELD) instanceof POJONode undecoded
            ? rows((Binary) undecoded.getPojo())
            : rows(Optional.ofNullable(of(file)));
    return rows.isPresent() ? "{\"numRecords\":" + rows.getAsLong() + "}" : null;
  }

  /**
   * The rows in a file, those that a deletion vector hides included. Reads no further than it has
   * to: of a hundred thousand files, the minima and maxima are most of the log.
   *
   * @param statistics as in the log
   * @return empty when they do not say, and when they do not parse up to there
   */
  public static OptionalLong rows(Optional<String> statistics) {
    if (statistics.isEmpty()) {
      return OptionalLong.empty();
    }
    try (JsonParser json = JSON.createParser(statistics.get())) {
      return rows(json);
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong rows(Binary statistics) {
    try (JsonParser json =
        JSON.createParser(new ByteBufferBackedInputStream(statistics.toByteBuffer()))) {
      return rows(json);
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong rows(JsonParser json) throws IOException {
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean rows = json.getCurrentName().equals("numRecords");
      JsonToken value = json.nextToken();
      if (rows) {
        return value == JsonToken.VALUE_NUMBER_INT ? whole(json) : OptionalLong.empty();
      }
      json.skipChildren();
    }
    return OptionalLong.empty();
  }

  private static OptionalLong whole(JsonParser json) throws IOException {
    long rows = json.getLongValue();
    // Where a text that was cut short ends in a number, the number may be cut too.
    return json.nextToken() != null && rows >= 0 ? OptionalLong.of(rows) : OptionalLong.empty();
  }
}
