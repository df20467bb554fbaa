package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * This line of Spark continues tables that other lines have made. A line's stored tables are a raw
 * table, a curated table and the lookup's history. Raw has five files, one with a deletion vector.
 * Curated has a spliced file, a recoded file, and a file of three small raw files. {@code
 * -Dstored.tables=FOLDER} stores the tables that this line makes.
 */
class TablesOfLinesTest {
  private static final Path LINES = Path.of("src", "test", "resources", "lines");
  private static final String COLUMNS =
      " merchant_id, CAST(id AS DECIMAL(10,2)) amount, TIMESTAMP'2024-02-29 12:00:00' at,"
          + " named_struct('tags', array(concat('t', id % 7), NULL)) details";

  @TempDir Path folder;

  private static List<Path> lines() throws IOException {
    try (Stream<Path> lines = Files.list(LINES)) {
      return lines.sorted().toList();
    }
  }

  @Test
  void thisLinesTablesAreRight() throws IOException {
    EnrichmentTables tables = made();

    assertThat(tables.enrichAndVerify().files().added()).isEqualTo(3);
    assertThat(tables.enrich().outcome()).isEqualTo("nothing to do");
    String store = System.getProperty("stored.tables");
    if (store != null) {
      StoredTables.store(folder, Path.of(store));
    }
  }

  private EnrichmentTables made() {
    EnrichmentTables tables = small(new EnrichmentTables(folder));
    tables.raw("SELECT id, 'MER-ABC'" + COLUMNS + " FROM range(3000)");
    tables.raw(
        "SELECT id, IF(id % 2 = 0, 'MER-XYZ', 'MER-?')" + COLUMNS + " FROM range(3000, 6000)");
    tables.sql("ALTER TABLE RAW SET TBLPROPERTIES ('delta.enableDeletionVectors' = 'true')");
    tables.sql("DELETE FROM RAW WHERE id BETWEEN 4000 AND 4009");
    for (int day = 0; day < 3; day++) {
      tables.raw("SELECT id, 'MER-123'" + COLUMNS + " FROM range(9000, 9100)");
    }
    return tables;
  }

  private static EnrichmentTables small(EnrichmentTables tables) {
    return tables.set("enrich.small-file-bytes", "8000");
  }

  @ParameterizedTest
  @MethodSource("lines")
  void theyAreGoneOnWith(Path line) throws IOException {
    EnrichmentTables tables = small(StoredTables.copy(line, folder));
    EnrichResult nothing = tables.enrich();
    assertThat(nothing.outcome()).isEqualTo("nothing to do");
    assertThat(nothing.files().kept()).isEqualTo(3);

    tables.raw("SELECT id, 'MER-ABC'" + COLUMNS + " FROM range(9100, 9200)");
    tables.sql("DELETE FROM RAW WHERE id = 17");
    tables.database("INSERT INTO merchant_lookup VALUES ('MER-?', 'Any', 'Known by now')");
    EnrichResult result = tables.enrichAndVerify();

    // The bin takes the new file in; the other two have a row less, or a key that is known now.
    assertThat(result.files().added()).isEqualTo(3);
    assertThat(result.counts().unknownKey()).isZero();
  }
}
