package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.tags;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.oracle.TableRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Raw files of every number, place and name; each becomes one curated file. */
interface RawFilesContract extends EnrichmentContract {
  @Test
  default void oneRawFileGivesOneCuratedFileThatNamesIt() {
    tables().sixRows();
    EnrichResult result = tables().enrichAndCheck();

    assertThat(result.files().added()).isEqualTo(2);
    assertFilesNameTheirSources(result);
    for (AddFile file : tables().curatedFiles()) {
      String source = tags(file).places().get(0);
      List<String> sourceIds = ids(tables().rawPath(), source);
      assertThat(ids(tables().targetPath(), file.path())).isEqualTo(sourceIds).isNotEmpty();
    }
  }

  /** The values of column id in one file of a table, read as plain Parquet. */
  private static List<String> ids(String table, String file) {
    return TableRows.ofFile(Path.of(table, file), new StructType().add("id", "bigint"))
        .column("id")
        .stream()
        .sorted()
        .toList();
  }

  private void assertFilesNameTheirSources(EnrichResult result) {
    assertThat(tables().curatedFiles())
        .allSatisfy(
            file -> {
              assertThat(tags(file).sources()).hasSize(1);
              assertThat(tags(file).run()).isEqualTo(result.run());
              assertThat(tags(file).lookupSnapshot()).isEqualTo(result.lookup().snapshot());
              assertThat(tags(file).rule()).isEqualTo(tables().settings().rule().id());
              assertThat(tags(file).producer()).isEqualTo(producer());
            });
    assertThat(tables().curatedFiles())
        .extracting(file -> tags(file).places().get(0))
        .containsExactlyInAnyOrderElementsOf(
            tables().rawFiles().stream().map(AddFile::path).toList());
  }

  @Test
  default void overTheBoundTheJoinShufflesAndFilesStayApart() {
    tables().set("lookup.max-broadcast-bytes", "1B").sixRows();

    EnrichResult result = tables().enrich();

    assertThat(result.join()).isEqualTo("shuffle");
    assertThat(result.files().added()).isEqualTo(2);
    assertThat(tables().curatedFiles())
        .hasSize(2)
        .allSatisfy(file -> assertThat(tags(file).sources()).hasSize(1));
    tables().check();
  }

  @Test
  default void manySmallFilesEachStayOne() {
    tables()
        .rawAsPartitioned(
            "SELECT id, IF(id % 3 = 0, 'MER-ABC', concat('U', id % 5)) merchant_id FROM range(0, 600, 1, 60)");

    EnrichResult result = tables().enrichAndCheck();

    assertThat(result.files().added()).isEqualTo(60);
    assertFilesNameTheirSources(result);
  }

  @Test
  default void aTableWithoutRowsGivesAnEmptyTable() {
    tables().sql("CREATE TABLE RAW (id BIGINT, merchant_id STRING) USING delta");

    EnrichResult result = tables().enrichAndCheck();

    assertThat(result.outcome()).isEqualTo("committed");
    assertThat(result.files().added()).isZero();
    assertThat(result.matchRate()).isEqualTo(1.0);
    assertThat(tables().curatedRows().names())
        .containsExactly("id", "merchant_id", "enriched_category");
    assertThat(tables().curatedRows().rows()).isEmpty();
    assertThat(tables().enrichAndCheck().outcome()).isEqualTo("nothing to do");
  }

  @Test
  default void filesWithoutRowsGiveNoFiles() {
    tables().sixRows();
    tables()
        .rawWithoutStatistics("SELECT id, 'MER-ABC' merchant_id FROM range(6) WHERE rand() > 2");
    assertThat(tables().rawFiles()).hasSize(3);

    EnrichResult result = tables().enrichAndCheck();

    assertThat(result.files().added()).isEqualTo(2);
    assertThat(tables().enrichAndCheck().outcome()).isEqualTo("nothing to do");
  }

  @Test
  default void filesWithFewerColumnsThanTheTableGiveNulls() {
    tables().sixRows();
    tables()
        .raw("SELECT 7L id, 'MER-123' merchant_id, 'new' note, map('a', 1) more")
        .enrichAndCheck();

    assertThat(tables().check().rows()).isEqualTo(7);
    assertThat(tables().curatedRows().column("note")).filteredOn(note -> note == null).hasSize(6);
  }

  @Test
  default void filesThatLackTheKeyHaveNullKeys() {
    tables().raw("SELECT 1L id");
    tables().raw("SELECT 2L id, 'MER-ABC' merchant_id");

    EnrichResult result = tables().enrichAndCheck();

    assertThat(result.counts().nullKey()).isEqualTo(1);
    assertThat(result.counts().matched()).isEqualTo(1);
  }

  @Test
  default void filesElsewhereAreReadWhereTheyAre() {
    String origin = tables().rawPath();
    tables().sixRows().set("raw.path", origin + " cloned");
    tables()
        .spark()
        .sql(
            "CREATE TABLE delta.`%s` SHALLOW CLONE delta.`%s`"
                .formatted(tables().rawPath(), origin));
    assertThat(tables().rawFiles()).allMatch(file -> file.path().startsWith("file:"));
    tables().raw("SELECT 7L id, 'MER-123' merchant_id");

    EnrichResult result = tables().enrichAndCheck();

    assertThat(result.files().added()).isEqualTo(3);
    assertFilesNameTheirSources(result);
    assertThat(tables().check().rows()).isEqualTo(7);
  }

  @Test
  default void fileNamesMayNeedEncoding() {
    tables()
        .sixRows()
        .raw("SELECT 7L id, 'MER-123' merchant_id")
        .raw("SELECT 8L id, 'é' merchant_id");
    List<String> names =
        List.of("a b.parquet", "a%20b.parquet", "a+b#c?.parquet", "é🛒=%2F.parquet");
    List<AddFile> files = tables().rawFiles();
    for (int i = 0; i < names.size(); i++) {
      renameInLog(files.get(i), names.get(i));
    }
    org.apache.spark.sql.delta.DeltaLog.clearCache();

    EnrichResult result = tables().enrichAndCheck();

    assertThat(result.counts().rows()).isEqualTo(8);
    assertFilesNameTheirSources(result);
  }

  /** Gives a data file another name, as another writer might have chosen it. */
  private void renameInLog(AddFile file, String name) {
    Path table = Path.of(tables().rawPath());
    try (Stream<Path> found = Files.list(table.resolve("_delta_log"))) {
      Files.move(table.resolve(file.path()), table.resolve(name));
      String encoded = new org.apache.hadoop.fs.Path(name).toUri().toString();
      for (Path entry : found.collect(Collectors.toList())) {
        if (entry.toString().endsWith(".json")) {
          Files.writeString(entry, Files.readString(entry).replace(file.path(), encoded));
        }
        if (entry.toString().endsWith(".crc")) {
          Files.delete(entry);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
