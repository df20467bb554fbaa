package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Reads commits, each line of which must be an action. Delta reads them with Spark's JSON source in
 * its permissive mode, which drops a line that does not parse: the rows of that line's file are
 * then lost without a word.
 *
 * @param table the table's folder, for messages
 * @param conf Hadoop settings
 */
record CommitReader(Path table, Configuration conf) {
  /**
   * A partition value may be a number, whose digits all count. A bare NaN is what Python writes. Of
   * two fields of one name the last counts, as to Spark and delta-rs.
   */
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
              DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build()
          .reader();

  /**
   * Hands over the actions of one commit, in order (Delta PROTOCOL, "Delta Log Entries").
   *
   * @throws EnrichException LOG_BROKEN, naming file and line
   */
  void read(Path commit, Consumer<JsonNode> actions) throws IOException {
    int number = 0;
    try (BufferedReader lines =
        new BufferedReader(
            // This decoder reports bytes that are not UTF-8; the default one replaces them.
            new InputStreamReader(
                commit.getFileSystem(conf).open(commit), StandardCharsets.UTF_8.newDecoder()))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          actions.accept(action(commit, number, line));
        }
      }
    } catch (UnusableAction e) {
      throw broken(commit, number, e.getMessage(), e);
    } catch (CharacterCodingException e) {
      throw broken(commit, number + 1, "or one soon after it is not UTF-8", e);
    }
    if (number == 0) {
      throw broken(commit, 1, "is empty", null);
    }
  }

  private JsonNode action(Path commit, int number, String line) {
    JsonNode node;
    try {
      node = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw broken(commit, number, "is no JSON (%s)".formatted(e.getOriginalMessage()), e);
    }
    if (!node.isObject()) {
      throw broken(commit, number, "is no JSON object", null);
    }
    return node;
  }

  private EnrichException broken(Path commit, int number, String what, Exception cause) {
    return new EnrichException(
        ErrorCode.LOG_BROKEN,
        "Cannot read the log of %s: line %d of %s %s; correct the line, or restore the file"
            .formatted(table, number, commit.getName(), what),
        cause);
  }
}
