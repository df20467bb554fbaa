package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Raw files that are others than before under the names of before. */
class SameFileNamesTest {
  private static final String ID = "\"id\":\"[^\"]*\",\"format\"";

  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void sixRowsWereEnriched() {
    tables = new EnrichmentTables(folder).set("enrich.producer", "splice").sixRows();
    tables.enrich();
  }

  @Test
  void aTableMadeAgainUnderTheNamesOfAnotherIsAnother() throws IOException {
    rename(tables.rawFiles().get(0).path(), "data_0.parquet");
    tables.set("enrich.mode", "full").enrich();
    tables.set("enrich.mode", "incremental");
    FileUtils.deleteDirectory(raw().toFile());
    tables.raw("SELECT 100L id, 'MER-ABC' merchant_id UNION ALL SELECT 101L, 'MER-XYZ'");
    rename(tables.rawFiles().get(0).path(), "data_0.parquet");

    assertThat(tables.enrich().files().added()).isEqualTo(1);
    assertThat(ids()).containsExactly("100", "101");
    assertThat(tables.enrichAndCheck().outcome()).isEqualTo("nothing to do");
  }

  @Test
  void theSameFilesOfAnotherTableAreOthers() throws IOException {
    edit(entry(0), ID, "\"id\":\"another\",\"format\"");

    assertThat(tables.enrich().files().added()).isEqualTo(2);
    assertThat(tables.enrich().outcome()).isEqualTo("nothing to do");
  }

  @Test
  void aFileThatOneVersionTookOutAndPutBackOtherwiseIsAnother() throws IOException {
    String path = tables.rawFiles().get(0).path();
    String other = tables.rawFiles().get(1).path();
    Files.copy(raw().resolve(other), raw().resolve("new"));
    move("new", path);
    commit(2, remove(path), add(path, Files.size(raw().resolve(path)), 99));

    EnrichResult result = tables.enrich();

    assertThat(result.files().added()).isEqualTo(1);
    assertThat(result.files().kept()).isEqualTo(1);
    tables.check();
    assertThat(tables.enrichAndCheck().outcome()).isEqualTo("nothing to do");
  }

  @Test
  void aFileThatIsAddedAgainAsItIsStays() throws IOException {
    String action = line(entry(0), "\"add\"");

    commit(2, action.replace("\"dataChange\":true", "\"dataChange\":false"));
    assertThat(tables.enrich().outcome()).isEqualTo("nothing to do");
    tables.sql("DELETE FROM RAW WHERE id < 4").count();
    tables.enrich();
    tables.sql("RESTORE TABLE RAW TO VERSION AS OF 2").count();
    assertThat(tables.enrich().files().added()).isEqualTo(1);
    assertThat(rows(tables.curated())).isEqualTo(rows(tables.oracle()));
  }

  @Test
  void aTableThatMovedIsTheSame() throws IOException {
    Path moved = folder.resolve("moved");
    FileUtils.moveDirectory(raw().toFile(), moved.toFile());

    assertThat(tables.set("raw.path", moved.toString()).enrich().outcome())
        .isEqualTo("nothing to do");
  }

  @Test
  void whatAnEarlierVersionMadeIsKeptAsLongAsRawIsWhatItWas() throws IOException {
    asAnEarlierVersionWroteIt();

    assertThat(tables.enrich().outcome()).isEqualTo("nothing to do");
    assertThat(tables.raw("SELECT 7L id, 'MER-123' merchant_id").enrich().files().kept())
        .isEqualTo(2);
    String path = tables.rawFiles().get(0).path();
    commit(3, remove(path), add(path, tables.rawFiles().get(0).size(), 99));
    assertThat(tables.enrich().files().kept()).isEqualTo(2);
    commit(4, remove(path), add(path, tables.rawFiles().get(0).size(), 4_000_000_000_000L));
    assertThat(tables.enrich().files().kept()).isEqualTo(2);
    assertThat(rows(tables.curated())).isEqualTo(rows(tables.oracle()));
  }

  @Test
  void whatAnEarlierVersionMadeIsKeptWhereRawsLogTellsNoMore() throws IOException {
    asAnEarlierVersionWroteIt();
    for (int i = 0; i < 9; i++) {
      tables.raw("SELECT %dL id, 'MER-123' merchant_id".formatted(10 + i));
    }
    Files.delete(entry(0));
    Files.delete(entry(1));
    DeltaLog.clearCache();

    assertThat(tables.enrich().files().kept()).isEqualTo(2);
  }

  @Test
  void whatAnEarlierVersionMadeIsMadeAgainWhereRawIsNewer() throws IOException {
    asAnEarlierVersionWroteIt();
    edit(entry(1), "\"modificationTime\":\\d+", "\"modificationTime\":4000000000000");

    assertThat(tables.enrich().files().kept()).isEqualTo(1);
    assertThat(tables.enrich().outcome()).isEqualTo("nothing to do");
  }

  @Test
  void whatAnEarlierVersionMadeOfATableThatWentFurtherIsMadeAgain() throws IOException {
    asAnEarlierVersionWroteIt();
    Files.delete(entry(1));
    DeltaLog.clearCache();

    assertThat(tables.enrich().files().added()).isEqualTo(1);
    assertThat(rows(tables.curated())).isEqualTo(rows(tables.oracle()));
  }

  /** Takes out of the target's log what earlier versions did not write. */
  private void asAnEarlierVersionWroteIt() throws IOException {
    Path log = Path.of(tables.targetPath()).resolve("_delta_log");
    edit(log.resolve("%020d.json".formatted(0)), "\\?\\d+,\\d+,[0-9a-f]{8}", "");
    edit(log.resolve("%020d.json".formatted(0)), ",\\\\\"rawTable\\\\\":\\\\\"[^\"]*\\\\\"", "");
  }

  private Path raw() {
    return Path.of(tables.rawPath());
  }

  private Path entry(long version) {
    return raw().resolve("_delta_log/%020d.json".formatted(version));
  }

  private static String line(Path file, String part) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(line -> line.contains(part)).findFirst().orElseThrow();
    }
  }

  private List<String> ids() {
    return tables.curated().select("id").sort("id").collectAsList().stream()
        .map(row -> row.get(0).toString())
        .toList();
  }

  /** Gives a data file another name, as if it had been written under it. */
  private void rename(String from, String to) throws IOException {
    move(from, to);
    edit(entry(0), from, to);
  }

  private void move(String from, String to) throws IOException {
    Files.deleteIfExists(raw().resolve(to));
    Files.deleteIfExists(raw().resolve("." + to + ".crc"));
    Files.move(raw().resolve(from), raw().resolve(to));
    Files.deleteIfExists(raw().resolve("." + from + ".crc"));
  }

  private static void edit(Path file, String regex, String replacement) throws IOException {
    String text = Files.readString(file);
    String edited = text.replaceAll(regex, replacement);
    assertThat(edited).isNotEqualTo(text);
    EnrichFixture.overwrite(file, edited.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private void commit(long version, String... actions) throws IOException {
    Files.writeString(entry(version), String.join("\n", actions) + "\n");
    DeltaLog.clearCache();
  }

  private static String add(String path, long size, long modified) {
    return "{\"add\":{\"path\":\"%s\",\"partitionValues\":{},\"size\":%d,\"modificationTime\":%d,\"dataChange\":true}}"
        .formatted(path, size, modified);
  }

  private static String remove(String path) {
    return "{\"remove\":{\"path\":\"%s\",\"dataChange\":true,\"deletionTimestamp\":1}}"
        .formatted(path);
  }
}
