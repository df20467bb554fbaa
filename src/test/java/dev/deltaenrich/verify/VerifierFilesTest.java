package dev.deltaenrich.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of other writers, and files that are not what the log says. */
class VerifierFilesTest {
  private static final String NEW =
      "SELECT *, IF(merchant_id = '1', 'one', NULL) AS enriched_category FROM (%s)";
  private static final String IDS = "SELECT CAST(id AS STRING) merchant_id, %s FROM range(%d)";
  private static final String NOTES =
      IDS.formatted(
          "IF(id %% 5 = 0, NULL, concat('note-', id, repeat('x', CAST(id %% 7 AS INT)))) note"
              .replace("%%", "%"),
          40);
  private static final String NULLS =
      """
      SELECT * FROM VALUES ('0', 1.5D, array(1, NULL, 3)), ('1', %1$s, array()),
        ('2', 2.5D, NULL), ('3', %1$s, array(%2$s)) AS (merchant_id, amount, items)""";
  private static final String WITH_NULLS = NULLS.formatted("NULL", "CAST(NULL AS INT)");

  @TempDir Path folder;

  @Test
  void filesThatSparkMisreadsAreReadRightly() throws IOException {
    RecordedTablesFixture notes = holding("delta-length", NOTES, NOTES);
    VerifyResult result = notes.verify();
    assertThat(result.differingRows()).isEmpty();
    assertThat(result.verified()).isTrue();
    assertThat(result.filesReadTwice()).isEqualTo(result.files());

    RecordedTablesFixture groups =
        holding("empty-groups", IDS.formatted("id + 7 AS id", 3), IDS.formatted("id + 7 AS id", 3));
    result = groups.verify();
    assertThat(result.differingRows()).isEmpty();
    assertThat(result.verified()).isTrue();
    assertThat(result.rawRows()).isEqualTo(3);
    assertThat(result.notReadTwice()).singleElement().asString().contains("row groups without");
  }

  @Test
  void nullsUnderNotNullAreNulls() throws IOException {
    RecordedTablesFixture tables = holding("nulls", WITH_NULLS, WITH_NULLS);
    edit(tables.rawPath(), "\\\"nullable\\\":true", "\\\"nullable\\\":false");
    edit(tables.rawPath(), "\\\"containsNull\\\":true", "\\\"containsNull\\\":false");
    VerifyResult right = tables.verify();
    assertThat(right.differingRows()).isEmpty();
    assertThat(right.verified()).isTrue();

    VerifyResult wrong = tables.curated(NEW.formatted(NULLS.formatted("0D", "0"))).verify();
    assertThat(wrong.verified()).isFalse();
    assertThat(wrong.differingRows())
        .extracting(DifferingRow::row)
        .contains("{\"merchant_id\":\"1\",\"amount\":null,\"items\":[]}");
  }

  @Test
  void rowsThatSparkPassesOverAreFound() throws IOException {
    RecordedTablesFixture tables = holding("narrow", ids("INT"), ids("INT") + " WHERE id < 0");
    String size = String.valueOf(Files.size(file(tables.rawPath())));
    edit(tables.rawPath(), "\"size\":" + size, "\"size\":20");

    VerifyResult result = tables.verify();

    assertThat(result.rawRows()).isEqualTo(result.curatedRows()).isZero();
    assertThat(result.verified()).isFalse();
    assertThat(result.fileRows())
        .containsExactly(new FileRows("raw", "file:" + file(tables.rawPath()), 4L, 4, 0, 0));
    assertThat(result.report().notes())
        .anyMatch(note -> note.endsWith("the log says 4, the footer 4, Spark reads 0"));
  }

  @Test
  void aFileThatSparkCannotReadIsNamed() throws IOException {
    RecordedTablesFixture tables = holding("narrow", ids("BIGINT"), ids("BIGINT"));
    assertFails(
        tables,
        ErrorCode.FILE_UNREADABLE,
        "a file of the raw table",
        "the file is whole, parquet-java reads its 4 rows",
        "keep it");

    Path file = file(tables.rawPath());
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] = 'x';
    write(file, bytes);
    assertFails(tables, ErrorCode.FILE_CORRUPT, "parquet-java cannot either", "before you restore");
  }

  private void assertFails(RecordedTablesFixture tables, ErrorCode code, String... parts)
      throws IOException {
    assertThatThrownBy(tables::verify)
        .isInstanceOf(EnrichException.class)
        .hasMessageContaining(file(tables.rawPath()).getFileName().toString())
        .hasMessageContainingAll(parts)
        .extracting(e -> ((EnrichException) e).code())
        .isEqualTo(code);
  }

  private static String ids(String type) {
    return "SELECT * FROM (%s)".formatted(IDS.formatted("CAST(id + 1 AS " + type + ") id", 4));
  }

  /** A raw table whose one file is replaced, and what was made of {@code curated}. */
  private RecordedTablesFixture holding(String name, String raw, String curated)
      throws IOException {
    RecordedTablesFixture tables =
        new RecordedTablesFixture(folder.resolve(name))
            .lookup("SELECT '1' AS key, map('category', 'one') AS values")
            .raw("SELECT /*+ REPARTITION(1) */ * FROM (%s)".formatted(raw))
            .curated(NEW.formatted(curated));
    Path file = file(tables.rawPath());
    long size = Files.size(file);
    try (InputStream other = getClass().getResourceAsStream("/verify/" + name + ".parquet")) {
      write(file, other.readAllBytes());
    }
    edit(tables.rawPath(), "\"size\":" + size, "\"size\":" + Files.size(file));
    return tables;
  }

  private static void edit(String table, String from, String to) throws IOException {
    Path log = Path.of(table, "_delta_log", "00000000000000000000.json");
    String text = Files.readString(log);
    assertThat(text).contains(from);
    write(log, text.replace(from, to).getBytes(StandardCharsets.UTF_8));
    DeltaLog.clearCache();
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    Files.write(file, bytes);
  }

  private static Path file(String table) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(table))) {
      List<Path> found = files.filter(path -> path.toString().endsWith(".parquet")).toList();
      assertThat(found).hasSize(1);
      return found.get(0);
    }
  }
}
