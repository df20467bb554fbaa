package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Curated files of several raw files are made again of themselves. */
class EarlierFilesTest {
  private static final String ROWS =
      "SELECT id, element_at(array('MER-ABC', 'MER-?', NULL), CAST(id % 3 AS INT) + 1) merchant_id";

  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void makeTables() {
    tables = new EnrichmentTables(folder).set("enrich.small-file-bytes", "16MiB");
  }

  private void raw(int from, int rows, String more) {
    tables.raw(ROWS + more + " FROM range(%s, %s, 1, 1)".formatted(from, from + rows));
  }

  private static List<Path> dataFiles(String table) {
    try (Stream<Path> files = Files.walk(Path.of(table))) {
      return files.filter(it -> it.getFileName().toString().endsWith(".parquet")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs while some files hold nothing, so that they are right again when the run is over. */
  private EnrichResult enrichWithout(List<Path> files) throws IOException {
    Map<Path, byte[]> held = new HashMap<>();
    for (Path file : files) {
      held.put(file, Files.readAllBytes(file));
      Files.write(file, new byte[0]);
    }
    try {
      return tables.enrich();
    } finally {
      for (Path file : files) {
        Files.write(file, held.get(file));
      }
    }
  }

  private void learns(String key, String value) {
    tables.database("INSERT INTO merchant_lookup VALUES ('%s', 'Any', '%s')".formatted(key, value));
  }

  @Test
  void aChangedLookupNeedsNoRawFile() throws IOException {
    raw(0, 100, "");
    raw(100, 100, "");
    tables.enrichAndCheck();
    learns("MER-?", "Known by now");

    EnrichResult second = enrichWithout(dataFiles(tables.rawPath()));

    assertThat(second.files().added()).isEqualTo(1);
    assertThat(second.counts().rows()).isEqualTo(200);
    assertThat(tables.check().unknownKey()).isZero();
    assertThat(tables.verify().verified()).isTrue();
  }

  @Test
  void aLookupOverTheBoundNeedsNoRawFileEither() throws IOException {
    raw(0, 100, "");
    raw(100, 100, "");
    tables.set("lookup.max-broadcast-bytes", "1").enrichAndCheck();
    learns("MER-?", "Known by now");

    EnrichResult second = enrichWithout(dataFiles(tables.rawPath()));

    assertThat(second.counts().rows()).isEqualTo(200);
    assertThat(tables.check().unknownKey()).isZero();
  }

  @Test
  void aNewSmallFileNeedsNoOtherRawFile() throws IOException {
    raw(0, 100, "");
    raw(100, 100, "");
    tables.enrichAndCheck();
    List<Path> before = dataFiles(tables.rawPath());
    raw(200, 300, "");

    EnrichResult second = enrichWithout(before);

    assertThat(second.files().added()).isEqualTo(1);
    assertThat(tables.check().rows()).isEqualTo(500);
    assertThat(tables.plan().outcome()).isEqualTo("nothing to do");
  }

  @Test
  void rowsThatAreDeletedByVectorsAreLeftOutOnce() throws IOException {
    raw(0, 100, "");
    raw(100, 100, "");
    tables.sql("ALTER TABLE RAW SET TBLPROPERTIES (delta.enableDeletionVectors = true)");
    tables.sql("DELETE FROM RAW WHERE id % 10 = 3");
    tables.enrichAndVerify();
    learns("MER-?", "Known by now");

    EnrichResult second = enrichWithout(dataFiles(tables.rawPath()));

    assertThat(second.fallbacks()).isEmpty();
    assertThat(second.counts().rows()).isEqualTo(180);
    assertThat(tables.verify().verified()).isTrue();
  }

  @Test
  void columnsOfAMappedTableAreFoundByTheirShownNames() throws IOException {
    raw(0, 100, ", named_struct('a', id, 'b', array(named_struct('c', 'x'))) s");
    raw(100, 100, ", named_struct('a', id, 'b', array(named_struct('c', 'y'))) s");
    tables.sql(
        "ALTER TABLE RAW SET TBLPROPERTIES (delta.columnMapping.mode = 'name',"
            + " delta.minReaderVersion = 2, delta.minWriterVersion = 5)");
    tables.sql("ALTER TABLE RAW RENAME COLUMN merchant_id TO shop");
    tables.sql("ALTER TABLE RAW RENAME COLUMN s.b.element.c TO d");
    tables.set("raw.key", "shop").enrichAndVerify();
    learns("MER-?", "Known by now");

    EnrichResult second = enrichWithout(dataFiles(tables.rawPath()));

    assertThat(second.counts().rows()).isEqualTo(200);
    assertThat(tables.verify().verified()).isTrue();
  }

  @Test
  void filesOfOtherColumnsBecomeOneAgain() {
    raw(0, 100, "");
    raw(100, 100, "");
    tables.enrichAndCheck();
    raw(200, 300, ", id / 8D amount");

    EnrichResult second = tables.enrich();

    assertThat(second.files().added()).isEqualTo(1);
    assertThat(tables.check().rows()).isEqualTo(500);
    assertThat(tables.verify().verified()).isTrue();
  }

  @Test
  void anEarlierFileThatCannotBeReadIsMadeOfItsRawFiles() throws IOException {
    raw(0, 100, "");
    raw(100, 100, "");
    tables.enrichAndCheck();
    List<Path> broken = dataFiles(tables.targetPath());
    for (Path file : broken) {
      Files.write(file, new byte[10]);
    }
    raw(200, 300, "");

    EnrichResult second = tables.enrichAndCheck();

    assertThat(second.files().added()).isEqualTo(1);
    assertThat(tables.check().rows()).isEqualTo(500);
  }

  @Test
  void aSourceThatIsGoneIsNotTakenFromAnEarlierFile() {
    raw(0, 100, "");
    raw(100, 100, "");
    tables.enrichAndCheck();
    tables.sql("DELETE FROM RAW WHERE id < 100");

    tables.enrichAndCheck();

    assertThat(tables.check().rows()).isEqualTo(100);
  }

  @Test
  void aColumnThatTheLookupGainsIsAddedToRawFiles() {
    raw(0, 100, "");
    raw(100, 100, "");
    tables.enrichAndCheck();

    tables.set("lookup.columns", "category:enriched_category,merchant_name:shop_name");
    tables.enrichAndCheck();

    assertThat(tables.check().matched()).isEqualTo(67);
    assertThat(tables.curated().select("shop_name").distinct().count()).isEqualTo(2);
  }
}
