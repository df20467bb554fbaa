package dev.deltaenrich.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deltaenrich.engine.DeltaTable;
import dev.deltaenrich.engine.FailureTranslator;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.delta.util.FileNames;

/** What single versions of the raw table did to its files, read from the log's entries. */
record RawChanges(DeltaTable table) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** For each version after {@code version} that both added and removed files, their paths. */
  Optional<List<Set<String>>> since(long version) {
    List<Set<String>> replaced = new ArrayList<>();
    Path log = table.logFolder().path();
    try {
      FileSystem fileSystem = log.getFileSystem(table.hadoopConf());
      for (long next = version + 1; next <= table.version(); next++) {
        replaced(fileSystem, FileNames.deltaFile(log, next)).ifPresent(replaced::add);
      }
      return Optional.of(replaced);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw FailureTranslator.translate("read the log " + log, e);
    }
  }

  private static Optional<Set<String>> replaced(FileSystem fileSystem, Path entry)
      throws IOException {
    Set<String> added = new HashSet<>();
    Set<String> removed = new HashSet<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(fileSystem.open(entry), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode action = JSON.readTree(line);
        addPath(action.path("add"), added);
        addPath(action.path("remove"), removed);
      }
    }
    if (added.isEmpty() || removed.isEmpty()) {
      return Optional.empty();
    }
    added.addAll(removed);
    return Optional.of(added);
  }

  private static void addPath(JsonNode action, Set<String> paths) {
    if (action.path("path").isTextual()) {
      paths.add(action.path("path").textValue());
    }
  }
}
