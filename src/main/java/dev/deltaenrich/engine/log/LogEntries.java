package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deltaenrich.engine.FailureTranslator;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.delta.util.FileNames;

/**
 * The entries of a log that are still kept, one file each. Entries older than the table's log
 * retention may be gone.
 *
 * @param log the table's {@code _delta_log}
 * @param conf Hadoop settings
 */
public record LogEntries(Path log, Configuration conf) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What the entries up to a version say of themselves, newest first. The log is listed once, and
   * an entry is read when the stream comes to it.
   *
   * @param newest the last version that counts
   * @throws dev.deltaenrich.failure.EnrichException LOG_BROKEN, or what the store says
   */
  public Stream<RecordedEntry> newestFirst(long newest) {
    return entries(newest).stream().map(this::read);
  }

  private List<FileStatus> entries(long newest) {
    try {
      return Arrays.stream(log.getFileSystem(conf).listStatus(log))
          .filter(file -> FileNames.isDeltaFile(file.getPath()))
          .filter(file -> FileNames.deltaVersion(file.getPath()) <= newest)
          .sorted(Comparator.comparing((FileStatus file) -> file.getPath().getName()).reversed())
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw FailureTranslator.translate("list the log " + log, e);
    }
  }

  private RecordedEntry read(FileStatus entry) {
    Instant time = Instant.ofEpochMilli(entry.getModificationTime());
    Optional<String> userMetadata = Optional.empty();
    int added = 0;
    int removed = 0;
    try (BufferedReader lines = open(entry.getPath())) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode action = JSON.readTree(line);
        added += action.hasNonNull("add") ? 1 : 0;
        removed += action.hasNonNull("remove") ? 1 : 0;
        if (action.hasNonNull("commitInfo")) {
          JsonNode info = action.get("commitInfo");
          time = Instant.ofEpochMilli(info.path("timestamp").asLong(time.toEpochMilli()));
          userMetadata = Optional.ofNullable(info.path("userMetadata").textValue());
        }
      }
    } catch (IOException e) {
      throw FailureTranslator.translate("read the log entry " + entry.getPath(), e);
    }
    long version = FileNames.deltaVersion(entry.getPath());
    return new RecordedEntry(version, time, userMetadata, added, removed);
  }

  private BufferedReader open(Path entry) throws IOException {
    return new BufferedReader(
        new InputStreamReader(entry.getFileSystem(conf).open(entry), StandardCharsets.UTF_8));
  }
}
