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
    assertThat(plan.rawVersion()).isEqualTo(1);
    assertThat(plan.targetVersion()).isEqualTo(-1);
    assertThat(plan.lookupTable()).isEqualTo("merchant_lookup");
    assertThat(plan.lookupRows()).isEqualTo(4);
    assertThat(plan.lookupBytes())
        .isEqualTo("MER-ABCMER-XYZMER-123MER-NILGroceriesElectronicsHealthcare".length());
    assertThat(plan.join()).isEqualTo("broadcast");
    assertThat(plan.joinReason())
        .isEqualTo(
            "lookup has 4 rows and 58 bytes, the bound is 268,435,456 bytes (lookup.max-broadcast-bytes)");
    assertThat(plan.filesToAdd()).isEqualTo(2);
    assertThat(plan.filesToKeep()).isZero();
    assertThat(plan.filesToRemove()).isZero();
    assertThat(plan.sourceFiles()).isEqualTo(2);
    assertThat(plan.maxBatchSize()).isNull();
  }

  @Test
  void bytesAreReadByTheRewriteProducerAndCopiedByTheSpliceProducer() {
    long bytes = tables.rawFiles().stream().mapToLong(AddFile::size).sum();

    PlanResult spliced = tables.set("enrich.producer", "splice").plan();
    assertThat(List.of(spliced.bytesToRead(), spliced.bytesToCopy())).containsExactly(0L, bytes);
    PlanResult rewritten = tables.set("enrich.producer", "rewrite").plan();
    assertThat(List.of(rewritten.bytesToRead(), rewritten.bytesToCopy()))
        .containsExactly(bytes, 0L);
  }

  @Test
  void smallFilesShareAFileUpToTheSizeOfABin() {
    tables.set("enrich.producer", "auto").set("enrich.small-file-bytes", "1MiB");

    assertThat(tables.plan().filesToAdd()).isEqualTo(1);
    assertThat(tables.set("enrich.bin-bytes", "1B").plan().filesToAdd()).isEqualTo(2);
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

    assertThat(plan.targetVersion()).isEqualTo(result.targetVersion() - 1);
    assertThat(plan.lookupSnapshot()).isEqualTo(result.lookupSnapshot());
    assertThat(plan.join()).isEqualTo(result.join());
    assertThat(plan.filesToAdd()).isEqualTo(result.filesAdded()).isEqualTo(1);
    assertThat(plan.filesToKeep()).isEqualTo(result.filesKept()).isEqualTo(2);
    assertThat(plan.filesToRemove()).isEqualTo(result.filesRemoved()).isZero();
    assertThat(plan.addReasons()).isEqualTo(result.reasons());
    assertThat(plan.bytesToRead() + plan.bytesToCopy())
        .isEqualTo(result.bytesRead() + result.bytesCopied());
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
