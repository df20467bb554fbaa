package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Reads commits, each line of which must be an action. Delta reads them with Spark's JSON source in
 * its permissive mode: a line that does not parse is no error to it but an action that never was,
 * and the rows of its file are lost without a word.
 *
 * @param table the table's folder, for messages
 * @param conf Hadoop settings
 */
record CommitReader(Path table, Configuration conf) {
  private static final ObjectReader JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).reader();

  /**
   * Hands over the actions of one commit, in order (Delta PROTOCOL, "Delta Log Entries").
   *
   * @throws EnrichException LOG_BROKEN, naming file and line
   */
  void read(Path commit, Consumer<JsonNode> actions) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                commit.getFileSystem(conf).open(commit), StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          actions.accept(action(commit, number, line));
        }
      }
      if (number == 0) {
        throw broken(commit, 1, "is empty", null);
      }
    }
  }

  private JsonNode action(Path commit, int number, String line) {
    JsonNode node;
    try {
      node = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw broken(commit, number, "is no JSON", e);
    }
    if (!node.isObject()) {
      throw broken(commit, number, "is no JSON object", null);
    }
    requireFile(commit, number, node.get("add"), true);
    requireFile(commit, number, node.get("remove"), false);
    return node;
  }

  private void requireFile(Path commit, int number, JsonNode file, boolean added) {
    if (file == null || file.isNull()) {
      return;
    }
    boolean sized = !added || file.path("size").isIntegralNumber();
    if (!file.path("path").isTextual() || !sized) {
      throw broken(commit, number, "names a file without a path or size", null);
    }
  }

  private EnrichException broken(Path commit, int number, String what, Exception cause) {
    return new EnrichException(
        ErrorCode.LOG_BROKEN,
        "Cannot read the log of %s: line %d of %s %s; restore the file or make the table again"
            .formatted(table, number, commit.getName(), what),
        cause);
  }
}
