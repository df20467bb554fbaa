package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * The log of a table, edited to say what this Delta or this program does not write.
 *
 * @param table the table's folder
 */
record LogText(Path table) {
  static LogText ofRaw(EnrichmentTables tables) {
    return new LogText(Path.of(tables.rawPath()));
  }

  static LogText ofTarget(EnrichmentTables tables) {
    return new LogText(Path.of(tables.targetPath()));
  }

  /** Gives the table these features of readers and writers, and more of writers alone. */
  void features(String features, String ofWriters) {
    String readers = "\"" + features.replace(" ", "\",\"") + "\"";
    String writers = "\"" + (features + " " + ofWriters).strip().replace(" ", "\",\"") + "\"";
    edit(
        0,
        text ->
            text.replace(
                "\"minReaderVersion\":1,\"minWriterVersion\":2",
                "\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":[%s],\"writerFeatures\":[%s]"
                    .formatted(readers, writers)));
  }

  /** Gives a column of the schema in an entry another type. */
  void retype(long version, String column, String type) {
    edit(
        version,
        text ->
            text.replaceFirst(
                "(\\\\\"%s\\\\\",\\\\\"type\\\\\":\\\\\")[^\\\\]+".formatted(column), "$1" + type));
  }

  /** Edits an entry's text. */
  void edit(long version, UnaryOperator<String> change) {
    Path entry = table.resolve("_delta_log/%020d.json".formatted(version));
    try {
      String before = Files.readString(entry);
      String after = change.apply(before);
      assertThat(after).as("the entry after its edit").isNotEqualTo(before);
      EnrichFixture.overwrite(entry, after.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
