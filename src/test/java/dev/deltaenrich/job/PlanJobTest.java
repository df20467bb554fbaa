package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.delta.actions.AddFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanJobTest {
  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void makeTables() {
    tables = new EnrichmentTables(folder).sixRows();
  }

  @Test
  void aPlanSaysWhatARunWouldDo() {
    PlanResult plan = tables.plan();

    assertThat(plan.outcome()).isEqualTo("would commit");
    assertThat(plan.raw().version()).isEqualTo(1);
    assertThat(plan.target().version()).isEqualTo(-1);
    assertThat(plan.lookupTable()).isEqualTo("merchant_lookup");
    assertThat(plan.lookup().rows()).isEqualTo(4);
    assertThat(plan.lookupBytes())
        .isEqualTo("MER-ABCMER-XYZMER-123MER-NILGroceriesElectronicsHealthcare".length());
    assertThat(plan.join()).isEqualTo("broadcast");
    assertThat(plan.joinReason())
        .isEqualTo(
            "lookup has 4 rows and 58 bytes, the bound is 268,435,456 bytes (lookup.max-broadcast-bytes)");
    assertThat(plan.changes().filesToAdd()).isEqualTo(2);
    assertThat(plan.changes().filesToKeep()).isZero();
    assertThat(plan.changes().filesToRemove()).isZero();
    assertThat(plan.changes().sourceFiles()).isEqualTo(2);
    assertThat(plan.maxBatchSize()).isNull();
  }

  @Test
  void aLookupOfAsManyBytesAsTheBoundIsBroadcast() {
    long bytes = tables.plan().lookupBytes();

    assertThat(tables.set("lookup.max-broadcast-bytes", bytes + "B").plan().join())
        .isEqualTo("broadcast");
    assertThat(tables.set("lookup.max-broadcast-bytes", bytes - 1 + "B").plan().join())
        .isEqualTo("shuffle");
  }

  @Test
  void bytesAreReadWherePagesAreMadeAnewAndCopiedElsewhere() {
    long bytes = tables.rawFiles().stream().mapToLong(AddFile::size).sum();

    PlanResult spliced = tables.set("enrich.producer", "splice").plan();
    assertThat(List.of(spliced.changes().bytesToRead(), spliced.changes().bytesToCopy()))
        .containsExactly(0L, bytes);
    PlanResult rewritten = tables.set("enrich.producer", "rewrite").plan();
    assertThat(List.of(rewritten.changes().bytesToRead(), rewritten.changes().bytesToCopy()))
        .containsExactly(bytes, 0L);
  }

  @Test
  void smallFilesShareAFileUpToTheSizeOfABin() {
    tables.set("enrich.producer", "auto").set("enrich.small-file-bytes", "1MiB");

    assertThat(tables.plan().changes().filesToAdd()).isEqualTo(1);
    assertThat(tables.set("enrich.bin-bytes", "1B").plan().changes().filesToAdd()).isEqualTo(2);
  }

  @Test
  void verySmallFilesThatShareAFileAreReadAsTheRunReadsThem() {
    tables.set("enrich.producer", "auto").set("enrich.small-file-bytes", "1MiB");

    PlanResult plan = tables.plan();
    ByteCounts run = tables.enrich().bytes();

    assertThat(plan.changes().bytesToRead()).isEqualTo(run.read()).isPositive();
    assertThat(plan.changes().bytesToCopy()).isEqualTo(run.copied()).isZero();
  }

  @Test
  void stricterGatesJudgeNothingWhereThereIsNothingToMake() {
    tables.enrich();
    tables.set("lookup.min-match-rate", "1").set("lookup.unmatched", "fail");

    assertThat(tables.enrich().outcome()).isEqualTo("nothing to do");
    tables.set("enrich.mode", "full");
    assertThatThrownBy(tables::enrich)
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNMATCHED));
  }

  @Test
  void aPlanWritesNothing() throws IOException {
    List<Path> before = files();
    tables.plan();
    tables.set("lookup.max-broadcast-bytes", "1B").plan();
    assertThat(files()).isEqualTo(before);

    tables.enrich();
    before = files();
    tables.database("UPDATE merchant_lookup SET category = 'Food'").plan();
    assertThat(files()).isEqualTo(before);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void aRunDoesWhatThePlanSaid() {
    tables.enrich();
    tables.raw("SELECT 7L id, 'MER-123' merchant_id");
    PlanResult plan = tables.plan();
    EnrichResult result = tables.enrich();

    assertThat(plan.target().version()).isEqualTo(result.target().version() - 1);
    assertThat(plan.lookup().snapshot()).isEqualTo(result.lookup().snapshot());
    assertThat(plan.join()).isEqualTo(result.join());
    assertThat(plan.changes().filesToAdd()).isEqualTo(result.files().added()).isEqualTo(1);
    assertThat(plan.changes().filesToKeep()).isEqualTo(result.files().kept()).isEqualTo(2);
    assertThat(plan.changes().filesToRemove()).isEqualTo(result.files().removed()).isZero();
    assertThat(plan.changes().addReasons()).isEqualTo(result.reasons());
    assertThat(plan.changes().bytesToRead() + plan.changes().bytesToCopy())
        .isEqualTo(result.bytes().read() + result.bytes().copied());
  }

  @Test
  void controlsAreShownAndHonoured() throws IOException {
    tables.database(
        "INSERT INTO app_configs VALUES ('data_ingestion_enabled', 'true'), ('max_batch_size', '17')");
    assertThat(tables.plan().maxBatchSize()).isEqualTo(17);
    assertThat(tables.enrich().maxBatchSize()).isEqualTo(17);

    tables.database(
        "UPDATE app_configs SET config_value = 'FALSE ' WHERE config_key = 'data_ingestion_enabled'");
    List<Path> before = files();
    assertThat(tables.plan().outcome()).isEqualTo("switched off");
    assertThat(tables.enrich().outcome()).isEqualTo("switched off");
    assertThat(files()).isEqualTo(before);

    EnrichResult ignoring = tables.enrich(new EnrichOptions(false, true, Optional.empty()));
    assertThat(ignoring.outcome()).isEqualTo("nothing to do");
    assertThat(ignoring.maxBatchSize()).isNull();
  }

  @Test
  void aPlanFailsAsTheRunWould() {
    tables.set("raw.key", "id");

    assertThatThrownBy(tables::plan)
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.KEY_NOT_TEXT))
        .hasMessageContaining("its key column 'id' is bigint");
  }
}
