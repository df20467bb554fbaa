package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.verify.VerifyResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows without a match go to the quarantine, and come back when the lookup knows them. */
class QuarantineTest {
  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void quarantines() {
    tables =
        new EnrichmentTables(folder)
            .set("lookup.unmatched", "quarantine")
            .set("quarantine.path", folder.resolve("quarantine").toString());
  }

  private Dataset<Row> quarantine() {
    return tables
        .spark()
        .read()
        .format("delta")
        .load(tables.settings().quarantinePath().orElseThrow());
  }

  private List<String> found(String columns) {
    return quarantine().selectExpr(columns).as(Encoders.STRING()).collectAsList().stream()
        .sorted()
        .toList();
  }

  @Test
  void rowsWithoutAMatchAreInTheQuarantineAndNotInTheTable() {
    EnrichResult result = tables.sixRows().enrichAndCheck();

    assertThat(tables.curated().select("id").as(Encoders.LONG()).collectAsList())
        .containsExactlyInAnyOrder(1L, 2L, 4L, 6L);
    assertThat(found("concat_ws(' ', id, merchant_id, _reason)"))
        .containsExactly("3 null-key", "5 MER-? unknown-key");
    assertThat(quarantine().columns())
        .containsExactly("id", "merchant_id", "_reason", "_run", "_raw_file");
    assertThat(found("_run")).containsOnly(result.run());
    assertThat(found("_raw_file"))
        .allMatch(file -> file.startsWith("file:" + folder.resolve("raw")));
  }

  @Test
  void rowsComeBackWhenTheLookupKnowsTheirKey() {
    tables.sixRows().enrichAndCheck();
    tables.database("INSERT INTO merchant_lookup VALUES ('MER-?', 'Found', 'Toys')");

    EnrichResult result = tables.enrichAndCheck();

    assertThat(result.reasons()).containsOnlyKeys("lookup changed");
    assertThat(result.files().added()).isEqualTo(1);
    assertThat(found("id")).containsExactly("3");
    assertThat(tables.curated().where("enriched_category = 'Toys'").count()).isEqualTo(1);
  }

  @Test
  void aRowWhoseKeyTheLookupForgetsGoesToTheQuarantine() {
    tables.sixRows().enrichAndCheck();
    tables.database("DELETE FROM merchant_lookup WHERE merchant_id = 'MER-XYZ'");

    tables.enrichAndCheck();

    assertThat(found("id")).containsExactly("2", "3", "5");
  }

  @Test
  void aFileOfWhichNoRowMatchesIsDoneAndComesBackAsAWhole() {
    tables.raw("SELECT * FROM VALUES (1L, 'MER-?'), (2L, NULL) AS (id, merchant_id)");

    assertThat(tables.enrichAndCheck().outcome()).isEqualTo("committed");
    assertThat(tables.curated().count()).isZero();
    assertThat(tables.enrichAndCheck().outcome()).isEqualTo("nothing to do");
    tables.database("INSERT INTO merchant_lookup VALUES ('MER-?', 'Found', 'Toys')");
    tables.enrichAndCheck();

    assertThat(tables.curated().count()).isEqualTo(1);
    assertThat(found("id")).containsExactly("2");
  }

  @Test
  void filesOfWhichAllRowsMatchAreCopied() {
    tables.sixRows().raw("SELECT 7L id, 'MER-ABC' merchant_id");

    EnrichResult result = tables.enrichAndCheck();

    assertThat(result.producers()).containsEntry("splice", 1).containsEntry("rewrite", 2);
    assertThat(result.fallbacks()).containsEntry("rows in quarantine", 2);
  }

  @Test
  void smallFilesShareAFileOfTheQuarantineAsTheyDoOfTheTable() {
    tables.set("enrich.small-file-bytes", "16MiB").sixRows();

    tables.enrichAndCheck();

    assertThat(tables.filesOf(folder.resolve("quarantine").toString())).hasSize(1);
    assertThat(found("_raw_file")).hasSize(2).doesNotHaveDuplicates();
    tables.raw("SELECT 7L id, 'MER-NEW' merchant_id").enrichAndCheck();
    assertThat(found("id")).containsExactly("3", "5", "7");
    tables.database("INSERT INTO merchant_lookup VALUES ('MER-NEW', 'Found', 'Toys')");
    tables.enrichAndCheck();
    assertThat(found("id")).containsExactly("3", "5");
  }

  @Test
  void rowsThatRawDeletedAreNeitherInTheTableNorInTheQuarantine() {
    tables.sixRows();
    tables.enrichAndCheck();
    tables.sql("ALTER TABLE RAW SET TBLPROPERTIES ('delta.enableDeletionVectors' = true)");
    tables.sql("DELETE FROM RAW WHERE id = 1");

    tables.enrich();

    assertThat(found("id")).containsExactly("3", "5");
    assertThat(tables.curated().count()).isEqualTo(3);
    tables.sql("DELETE FROM RAW WHERE id = 3");
    tables.enrich();
    assertThat(found("id")).containsExactly("5");
  }

  @Test
  void verifyFindsEachRowInOneOfTheTwo() {
    tables.sixRows().enrichAndCheck();

    VerifyResult verified = tables.verify();

    assertThat(verified.differingRows()).isEmpty();
    assertThat(verified.fileRows()).isEmpty();
    assertThat(verified.verified()).isTrue();
    assertThat(verified.rawRows()).isEqualTo(6);
    assertThat(verified.curatedRows()).isEqualTo(4);
    assertThat(verified.quarantinedRows()).isEqualTo(2);
    assertThat(verified.unknownKey()).isEqualTo(1);
    assertThat(verified.nullKey()).isEqualTo(1);
  }

  @Test
  void verifyFindsRowsThatTheQuarantineLost() {
    tables.sixRows().enrichAndCheck();
    tables
        .spark()
        .sql("DELETE FROM delta.`%s` WHERE id = 3".formatted(folder.resolve("quarantine")));

    VerifyResult verified = tables.verify();

    assertThat(verified.verified()).isFalse();
    assertThat(verified.differingRows())
        .extracting(row -> row.difference())
        .containsExactly("missing in curated");
  }

  @Test
  void verifyFindsAWrongReason() throws IOException {
    tables.raw("SELECT * FROM VALUES (1L, 'MER-?'), (2L, 'MER-ABC') AS (id, merchant_id)").enrich();
    replace(quarantine().withColumn("_reason", functions.lit("null-key")));

    VerifyResult verified = tables.verify();

    assertThat(verified.verified()).isFalse();
    assertThat(verified.wrongValues()).isEqualTo(1);
  }

  /** Puts other rows into the quarantine's only file. */
  private void replace(Dataset<Row> rows) throws IOException {
    Path written = folder.resolve("written");
    rows.coalesce(1).write().parquet(written.toString());
    AddFile file = tables.filesOf(folder.resolve("quarantine").toString()).get(0);
    try (Stream<Path> files = Files.list(written)) {
      Path part = files.filter(it -> it.toString().endsWith(".parquet")).findFirst().orElseThrow();
      Path entry = folder.resolve("quarantine/_delta_log/%020d.json".formatted(0));
      Files.writeString(
          entry,
          Files.readString(entry)
              .replace("\"size\":" + file.size(), "\"size\":" + Files.size(part)));
      Files.move(
          part,
          folder.resolve("quarantine").resolve(file.path()),
          StandardCopyOption.REPLACE_EXISTING);
    }
    try (Stream<Path> files = Files.walk(folder.resolve("quarantine"))) {
      // Hadoop's checksums of what was there.
      files.filter(it -> it.toString().endsWith(".crc")).forEach(it -> it.toFile().delete());
    }
    DeltaLog.clearCache();
  }

  @Test
  void partitionsStay() {
    tables.raw(
        "SELECT * FROM VALUES (1L, 'MER-ABC', 'x'), (2L, 'MER-?', 'x'), (3L, 'MER-?', 'y') AS (id, merchant_id, p)",
        "p");

    tables.enrichAndCheck();

    assertThat(found("concat(id, p)")).containsExactly("2x", "3y");
  }

  @Test
  void rowsComeBackWhenTheQuarantineIsLeft() {
    tables.sixRows().enrichAndCheck();

    tables.set("lookup.unmatched", "null").enrichAndCheck();

    assertThat(tables.curated().count()).isEqualTo(6);
    tables.unset("quarantine.path").enrichAndCheck();
    tables
        .set("lookup.unmatched", "quarantine")
        .set("quarantine.path", folder.resolve("quarantine").toString())
        .enrichAndCheck();
  }

  @Test
  void rowsThatSomebodyTookFromTheQuarantineAreMadeAnew() {
    tables.sixRows().enrichAndCheck();
    tables.set("quarantine.path", folder.resolve("another").toString());

    EnrichResult result = tables.enrichAndCheck();

    assertThat(result.reasons()).containsOnlyKeys("quarantined rows gone");
    assertThat(found("id")).containsExactly("3", "5");
  }

  @Test
  void aRunWithoutTheQuarantineOfTheTableIsRefused() {
    tables.sixRows().enrichAndCheck();

    tables.set("lookup.unmatched", "null").unset("quarantine.path");

    assertThatThrownBy(tables::enrich)
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SETTINGS))
        .hasMessageContainingAll("2 rows of raw are in", "set quarantine.path");
    assertThat(tables.curated().count()).isEqualTo(4);
  }
}
