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

/** The rows of a scan against a file of four rows and what the log says of the file. */
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

  private void assertTrusted(SourceFile source, long scanned) {
    assertThatCode(() -> check.requireAllRows(source, scanned)).doesNotThrowAnyException();
  }

  private void assertRefused(SourceFile source, long scanned, ErrorCode code, String what) {
    assertThatThrownBy(() -> check.requireAllRows(source, scanned))
        .isInstanceOfSatisfying(
            EnrichException.class, failure -> assertThat(failure.code()).isEqualTo(code))
        .hasMessageContaining(what);
  }

  @Test
  void allRowsAreThoseOfTheFooterWithoutTheDeletedOnes() {
    assertTrusted(source(size, FOUR, 0), 4);
    assertTrusted(source(size, OptionalRows.UNKNOWN, 0), 4);
    assertTrusted(source(size, FOUR, 3), 1);
    assertTrusted(source(size, FOUR, 4), 0);
  }

  @Test
  void anyOtherNumberIsRefused() {
    assertRefused(
        source(size, FOUR, 0),
        3,
        ErrorCode.ROW_COUNT,
        "Spark read 3 rows, its footer has 4 (0 deleted)");
    assertRefused(
        source(size, FOUR, 1),
        4,
        ErrorCode.ROW_COUNT,
        "Spark read 4 rows, its footer has 4 (1 deleted)");
    assertRefused(source(size, FOUR, 0), 5, ErrorCode.ROW_COUNT, "Spark read 5 rows");
  }

  @Test
  void aLogThatSaysAnotherNumberIsRefused() {
    assertRefused(source(size, new OptionalRows(5), 0), 4, ErrorCode.ROW_COUNT, "the log says 5");
  }

  /** Other Spark readers would leave out row groups behind the size in the log. */
  @Test
  void aFileThatIsLargerThanTheLogSaysIsRefused() {
    assertRefused(
        source(size - 1, FOUR, 0),
        4,
        ErrorCode.ROW_COUNT,
        "its size is %d bytes, in the log %d".formatted(size, size - 1));
    assertTrusted(source(size + 1, FOUR, 0), 4);
  }

  @Test
  void aFileThatIsGoneOrCutShortIsNamed() throws IOException {
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) size - 1));
    assertRefused(source(size, FOUR, 0), 4, ErrorCode.FILE_CORRUPT, "raw.parquet");
    Files.delete(file);
    assertRefused(source(size, FOUR, 0), 4, ErrorCode.FILE_MISSING, "it is not there");
  }
}
