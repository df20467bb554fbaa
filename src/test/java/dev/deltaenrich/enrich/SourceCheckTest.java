package dev.deltaenrich.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.plan.SourceFile.OptionalRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of four rows that the log says to have none. */
class SourceCheckTest {
  private static final OptionalRows FOUR = new OptionalRows(4);

  private final SourceCheck check = new SourceCheck(new Configuration(), new StructType());

  @TempDir Path folder;
  private Path file;
  private long size;

  @BeforeEach
  void copy() throws IOException {
    file = folder.resolve("raw.parquet");
    Files.copy(Path.of("src/test/resources/verify/narrow.parquet"), file);
    size = Files.size(file);
  }

  private SourceFile source(long bytesInLog, OptionalRows rowsInLog, long deletedRows) {
    return new SourceFile(
        file.getFileName().toString(),
        file.toUri().toString(),
        bytesInLog,
        "",
        rowsInLog,
        deletedRows == 0 ? null : "vector",
        deletedRows,
        Map.of());
  }

  private void assertRefused(SourceFile source, ErrorCode code, String what) {
    assertThatThrownBy(() -> check.requireNoRows(source))
        .isInstanceOfSatisfying(
            EnrichException.class, failure -> assertThat(failure.code()).isEqualTo(code))
        .hasMessageContaining(what);
  }

  @Test
  void aFileOfWhichAllRowsAreDeletedHasNone() {
    assertThatCode(() -> check.requireNoRows(source(size, FOUR, 4))).doesNotThrowAnyException();
  }

  @Test
  void aFileWithRowsThatTheLogDoesNotKnowIsRefused() {
    assertRefused(
        source(size, new OptionalRows(0), 0),
        ErrorCode.ROW_COUNT,
        "its footer has 4 rows (0 deleted) and the log says none");
    assertRefused(source(size, FOUR, 3), ErrorCode.ROW_COUNT, "4 rows (3 deleted)");
  }

  @Test
  void aFileThatIsGoneOrCutShortIsNamed() throws IOException {
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) size - 1));
    assertRefused(source(size, FOUR, 0), ErrorCode.FILE_CORRUPT, "raw.parquet");
    Files.delete(file);
    assertRefused(source(size, FOUR, 0), ErrorCode.FILE_MISSING, "it is not there");
  }
}
