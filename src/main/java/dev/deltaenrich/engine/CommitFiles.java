package dev.deltaenrich.engine;

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
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.util.FileNames;

/**
 * The commits since the last checkpoint, read as text. Delta reads them with Spark's JSON source in
 * its permissive mode: a line that does not parse is no error to it but an action that never was,
 * and the rows of its file are lost without a word.
 *
 * @param table the table's folder, for messages
 * @param conf Hadoop settings
 */
record CommitFiles(Path table, Configuration conf) {
  private static final ObjectReader JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).reader();

  /**
   * Checks every line of every commit that {@code snapshot} is made of (Delta PROTOCOL, "Delta Log
   * Entries").
   *
   * @throws EnrichException LOG_BROKEN, naming file and line
   */
  void requireReadable(Snapshot snapshot) {
    for (FileStatus commit : ScalaInterop.list(snapshot.logSegment().deltas())) {
      try {
        requireReadable(commit.getPath());
      } catch (IOException e) {
        throw FailureTranslator.translate("read the log entry " + commit.getPath(), e);
      }
    }
  }

  /**
   * Looks for the commit that made opening a table fail with {@code failure}.
   *
   * @throws EnrichException LOG_BROKEN, naming file and line, when there is one
   */
  static void requireReadable(SparkSession spark, String path, Exception failure) {
    if (Causes.of(failure).first(JsonProcessingException.class::isInstance).isEmpty()) {
      return;
    }
    Storage storage = new Storage(spark);
    Path table = storage.qualify(path);
    CommitFiles commits = new CommitFiles(table, spark.sessionState().newHadoopConf());
    Path log = new Path(table, "_delta_log");
    for (Path file : storage.find(log, FileNames::isDeltaFile, Integer.MAX_VALUE)) {
      try {
        commits.requireReadable(file);
      } catch (IOException e) {
        throw FailureTranslator.translate("read the log entry " + file, e);
      }
    }
  }

  private void requireReadable(Path commit) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                commit.getFileSystem(conf).open(commit), StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          requireAction(commit, number, line);
        }
      }
      if (number == 0) {
        throw broken(commit, 1, "is empty", null);
      }
    }
  }

  private void requireAction(Path commit, int number, String line) {
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
