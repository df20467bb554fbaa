package dev.deltaenrich.verify.preflight;

import static dev.deltaenrich.verify.preflight.PreflightFixture.assertFailed;
import static dev.deltaenrich.verify.preflight.PreflightFixture.assertOk;
import static dev.deltaenrich.verify.preflight.PreflightFixture.assertSkipped;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.TestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Each thing that can be wrong with raw table, target and the folders around them. */
class TableChecksTest {
  private static final String RAW = "SELECT 'MER-ABC' merchant_id, 1 n";

  @TempDir Path folder;
  private PreflightFixture fixture;

  @BeforeEach
  void prepare() {
    fixture = new PreflightFixture(folder);
  }

  @Test
  void aFolderThatIsNoDeltaTableIsNamed() throws IOException {
    Files.createDirectory(Path.of(fixture.rawPath()));
    CheckResult result = fixture.runTables();
    assertFailed(
        result, "raw table", "it has no Delta log, so it is no Delta table", "CONVERT TO DELTA");
    assertSkipped(result, "raw key", "raw table");
    assertSkipped(result, "new columns", "raw table");
  }

  @Test
  void aTableThatAsksForAFeatureThatNobodyReadsIsNamed() throws IOException {
    Path log = Files.createDirectories(Path.of(fixture.rawPath(), "_delta_log"));
    Files.writeString(
        log.resolve("00000000000000000000.json"),
        """
        {"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["timeMachine"],"writerFeatures":["timeMachine"]}}
        {"metaData":{"id":"x","format":{"provider":"parquet","options":{}},"schemaString":"{\\"type\\":\\"struct\\",\\"fields\\":[]}","partitionColumns":[],"configuration":{}}}
        """);
    assertFailed(fixture.runTables(), "raw table", "timeMachine", "without that feature");
  }

  @Test
  void aMissingKeyIsNamed() {
    CheckResult result = fixture.raw("SELECT 1 a, 2 b").runTables();
    assertFailed(result, "raw key", "it has no column 'merchant_id', only a, b", "raw.key");
    assertOk(result, "new columns", "enriched_category");
  }

  @Test
  void aKeyThatCannotBeLookedUpIsNamed() {
    CheckResult result = fixture.raw("SELECT 1.5D merchant_id").runTables();
    assertFailed(
        result, "raw key", "its key column 'merchant_id' is double, and only texts", "raw.key");
  }

  @Test
  void columnsThatDifferInCaseAloneAreNamed() throws IOException {
    fixture.raw("SELECT 'x' merchant_id, 1 Merchant_Ix");
    Path entry = Path.of(fixture.rawPath(), "_delta_log/00000000000000000000.json");
    Files.writeString(entry, Files.readString(entry).replace("Merchant_Ix", "Merchant_Id"));
    Files.delete(entry.resolveSibling(".00000000000000000000.json.crc"));
    org.apache.spark.sql.delta.DeltaLog.clearCache();

    CheckResult result = fixture.runTables();

    assertFailed(
        result, "raw table", "'merchant_id' and 'Merchant_Id' differ in upper", "rename one");
  }

  @Test
  void aColumnThatIsThereAlreadyIsNamed() {
    CheckResult result = fixture.raw("SELECT 'x' merchant_id, 1 Enriched_Category").runTables();
    assertFailed(
        result,
        "new columns",
        "already has a column 'Enriched_Category'",
        "lookup.columns=category:OTHER_NAME");
  }

  @Test
  void aForeignTargetIsNamed() {
    fixture.raw(RAW);
    TestSession.get().sql(RAW).write().format("delta").save(fixture.targetPath());
    assertFailed(
        fixture.runTables(), "target table", "delta-enrich did not make", "pass --overwrite");
  }

  @Test
  void aTargetThatHoldsOtherFilesIsNamed() throws IOException {
    Path target = Files.createDirectory(Path.of(fixture.targetPath()));
    assertOk(fixture.runTables(), "target table", "nothing there yet");
    Files.writeString(target.resolve("notes.txt"), "mine");
    assertFailed(
        fixture.runTables(),
        "target table",
        "it is no Delta table and holds other files (notes.txt)",
        "target.path");
  }

  @Test
  void aTargetThatIsTheRawTableIsNamed() {
    CheckResult result = fixture.raw(RAW).set("target.path", fixture.rawPath() + "/").runTables();
    assertFailed(result, "target table", "it is, or lies in, or holds, raw.path", "separate");
  }

  @Test
  void theProbeStaysOutOfDeltaTablesAndMakesNoFolders() throws IOException {
    fixture.raw(RAW).set("target.path", fixture.rawPath() + "/deep/down/curated");
    CheckResult result = fixture.runTables();
    assertFailed(result, "target table", "lies in, or holds, raw.path", "separate folders");
    assertOk(result, "target write", "wrote and deleted a file in file:" + folder);
    assertThat(Path.of(fixture.rawPath(), "deep")).doesNotExist();
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(Path.of(fixture.rawPath()));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aPlaceThatCannotBeWrittenToIsNamed() {
    // The kernel's own folder: read-only for root too.
    CheckResult result = fixture.raw(RAW).set("target.path", "/proc/self/curated").runTables();
    assertFailed(result, "target write", "/proc/self", "");
  }

  @Test
  void theQuarantinesStoreIsWrittenToAsTheTargetsIs() {
    fixture.raw(RAW).set("quarantine.path", folder.resolve("quarantine").toString());

    CheckResult result = fixture.runTables();

    assertOk(result, "quarantine store", "answers");
    assertOk(result, "quarantine write", "wrote and deleted a file in file:" + folder);
    assertThat(folder.resolve("quarantine")).doesNotExist();
    PreflightFixture.assertSkipped(
        fixture.set("quarantine.path", "nosuch://bucket/quarantine").runTables(),
        "quarantine write",
        "quarantine store");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aQuarantineThatCannotBeWrittenToIsNamed() {
    fixture.raw(RAW).set("quarantine.path", "/proc/self/quarantine");

    assertFailed(fixture.runTables(), "quarantine write", "/proc/self", "");
  }

  @Test
  void anUnknownKindOfPathIsNamed() {
    CheckResult result = fixture.raw(RAW).set("target.path", "nosuch://bucket/curated").runTables();
    assertFailed(
        result,
        "target store",
        "target.path: no file system is known for nosuch:// paths",
        "write s3a://");
    assertSkipped(result, "target table", "target store");
  }
}
