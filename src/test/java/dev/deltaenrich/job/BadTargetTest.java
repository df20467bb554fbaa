package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Targets and history paths that must not be written to. */
class BadTargetTest {
  @TempDir Path folder;
  private EnrichFixture tables;

  @BeforeEach
  void land() throws IOException {
    tables = EnrichFixture.landed(folder);
  }

  private void makeTargetForeign() throws IOException {
    FileUtils.deleteDirectory(tables.targetPath().toFile());
    tables
        .rows()
        .selectExpr("transaction_id AS other", "merchant_id AS part")
        .write()
        .format("delta")
        .partitionBy("part")
        .save(tables.targetPath().toString());
  }

  @Test
  void tableOfOthers() throws IOException {
    makeTargetForeign();
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.TARGET_FOREIGN, tables.targetPath().toString(), "--overwrite");
  }

  @Test
  void tableOfOthersIsReplacedWhenAskedTo() throws IOException {
    makeTargetForeign();
    assertThat(tables.enrich("--overwrite").err()).isEmpty();
    assertThat(tables.curated().columns()).contains("transaction_id", "enriched_category");
    assertThat(tables.curated().count()).isEqualTo(EnrichFixture.ROWS);
    assertThat(tables.command("verify").exitCode()).isZero();
  }

  @Test
  void folderOfOtherFiles() throws IOException {
    FileUtils.deleteDirectory(tables.targetPath().toFile());
    Files.createDirectory(tables.targetPath());
    Files.writeString(tables.targetPath().resolve("thesis.doc"), "years of work");
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.TARGET_FOREIGN, tables.targetPath().toString(), "thesis.doc");
    assertThat(tables.enrich("--overwrite").exitCode()).isEqualTo(2);
    assertThat(EnrichFixture.filesBelow(tables.targetPath())).containsOnlyKeys("thesis.doc");
  }

  @ParameterizedTest
  @CsvSource({
    "raw, raw",
    "raw, raw/",
    "raw/, raw",
    "raw, raw/../raw//",
    "raw, raw/inside",
    "raw/, raw/inside/",
    "outer/inside, outer",
  })
  void rawAndTargetInOneAnother(String raw, String target) throws IOException {
    Path outer = folder.resolve("outer");
    Files.createDirectories(outer);
    FileUtils.copyDirectory(tables.rawPath().toFile(), outer.resolve("inside").toFile());
    tables.set("raw.path", folder + "/" + raw).set("target.path", folder + "/" + target);
    var before = EnrichFixture.filesBelow(folder);
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.TARGET_IS_RAW, "target.path", "choose separate folders");
    before.keySet().removeIf(file -> file.equals("enrich.properties"));
    assertThat(EnrichFixture.filesBelow(folder)).containsAllEntriesOf(before);
  }

  @Test
  void targetThatIsALinkToRawOrBelowOne() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), tables.rawPath());
    Path above = Files.createSymbolicLink(folder.resolve("above"), folder);
    var before = EnrichFixture.filesBelow(tables.rawPath());
    for (Path target : List.of(link, link.resolve("inside"), above.resolve("raw"))) {
      tables.set("target.path", target.toString());
      EnrichFixture.Outcome outcome = tables.enrich("--overwrite");
      assertThat(outcome.err()).startsWith("delta-enrich: TARGET_IS_RAW: ").contains("raw.path");
      assertThat(outcome.exitCode()).isEqualTo(2);
    }
    assertThat(EnrichFixture.filesBelow(tables.rawPath())).isEqualTo(before);
  }

  @Test
  void rawAsAUriAndTargetAsAPath() throws IOException {
    tables.set("raw.path", tables.rawPath().toUri().toString());
    tables.set("target.path", tables.rawPath().toString());
    tables.failsAndLeavesTheTargetAlone(ErrorCode.TARGET_IS_RAW, "target.path");
  }

  @Test
  void targetBelowARootThatIsRaw() throws IOException {
    tables.set("raw.path", "file:///");
    tables.failsAndLeavesTheTargetAlone(ErrorCode.TARGET_IS_RAW, "target.path");
  }

  @Test
  void historyInsideTheTarget() throws IOException {
    tables.set("lookup.history.path", tables.targetPath() + "/lookups");
    tables.failsAndLeavesTheTargetAlone(ErrorCode.TARGET_IS_RAW, "lookup.history.path");
  }

  @Test
  void historyThatIsATableOfOthers() throws IOException {
    Path foreign = folder.resolve("foreign");
    tables.rows().write().format("delta").save(foreign.toString());
    var before = EnrichFixture.filesBelow(foreign);
    tables.set("lookup.history.path", foreign.toString());
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.TARGET_FOREIGN, foreign.toString(), "lookup.history.path");
    assertThat(EnrichFixture.filesBelow(foreign)).isEqualTo(before);
  }

  @Test
  void historyThatIsAFolderOfOtherFiles() throws IOException {
    Path foreign = Files.createDirectory(folder.resolve("foreign"));
    Files.writeString(foreign.resolve("notes.txt"), "mine");
    tables.set("lookup.history.path", foreign.toString());
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.TARGET_FOREIGN, foreign.toString(), "lookup.history.path");
    assertThat(EnrichFixture.filesBelow(foreign)).containsOnlyKeys("notes.txt");
  }

  @Test
  void writerVersionOfTheFuture() throws IOException {
    Path log = tables.targetPath().resolve("_delta_log/%020d.json".formatted(0));
    String text =
        Files.readString(log).replace("\"minWriterVersion\":2", "\"minWriterVersion\":99");
    EnrichFixture.overwrite(log, text.getBytes(StandardCharsets.UTF_8));
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.FEATURE_UNSUPPORTED,
        tables.targetPath().toString(),
        "version 99",
        "newer delta-enrich");
  }

  /** Of a lookup over its bound, rows are written while it is read. */
  @ParameterizedTest
  @ValueSource(strings = {"8MiB", "1B"})
  void featureThatWritersMustKnow(String bound) throws IOException {
    Path log = tables.targetPath().resolve("_delta_log/%020d.json".formatted(0));
    String text =
        Files.readString(log)
            .replace(
                "\"minWriterVersion\":2",
                "\"minWriterVersion\":7,\"writerFeatures\":[\"inCommitTimestamp\"]");
    EnrichFixture.overwrite(log, text.getBytes(StandardCharsets.UTF_8));
    Path history = folder.resolve("history");
    tables.set("lookup.history.path", history.toString()).set("lookup.max-broadcast-bytes", bound);

    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.FEATURE_UNSUPPORTED,
        tables.targetPath().toString(),
        "it has the table feature 'inCommitTimestamp', which delta-enrich does not serve");
    assertThat(history).doesNotExist();
  }

  @Test
  void logOfTheTargetThatDoesNotParse() throws IOException {
    Path log = tables.targetPath().resolve("_delta_log/%020d.json".formatted(0));
    EnrichFixture.overwrite(
        log, (Files.readString(log) + "{\"add\"").getBytes(StandardCharsets.UTF_8));
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.LOG_BROKEN, tables.targetPath().toString(), "is no JSON");
  }

  @Test
  void appendOnlyTarget() throws IOException {
    tables
        .spark()
        .sql(
            "ALTER TABLE delta.`%s` SET TBLPROPERTIES ('delta.appendOnly' = 'true')"
                .formatted(tables.targetPath()));
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.FEATURE_UNSUPPORTED, tables.targetPath().toString());
  }

  @Test
  void filesOfAKilledFirstRunAreNoStrangers() throws IOException {
    FileUtils.deleteDirectory(tables.targetPath().toFile());
    Files.createDirectories(tables.targetPath());
    Files.writeString(
        tables
            .targetPath()
            .resolve("enriched-0123456789abcdef-20260101T000000Z-01234567-3.snappy.parquet"),
        "half");
    assertThat(tables.enrich().err()).isEmpty();
    assertThat(tables.curated().count()).isEqualTo(EnrichFixture.ROWS);
  }
}
