package dev.deltaenrich.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.engine.log.HandMadeLog;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.TestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CuratedTableTest {
  private static final String OUR_FILE =
      "enriched-0123456789abcdef-20240301T091522Z-1f9a0c44-7.snappy.parquet";
  private static final String RUN = "20240301T091522Z-1f9a0c44";

  private final SparkSession spark = TestSession.get();

  @TempDir Path folder;

  private CuratedTable open() {
    return CuratedTable.open(spark, folder.toString());
  }

  @Test
  void nothingIsNoTable() {
    CuratedTable table = open();

    assertThat(table.version()).isEqualTo(-1);
    assertThat(table.files()).isEmpty();
    assertThatCode(table::requireOurs).doesNotThrowAnyException();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void filesOfAKilledRunAreOurs() throws IOException {
    Files.createFile(folder.resolve(OUR_FILE));

    assertThatCode(open()::requireOurs).doesNotThrowAnyException();
  }

  @Test
  void otherFilesAreForeign() throws IOException {
    Files.createDirectory(folder.resolve("a"));
    Files.createFile(folder.resolve("a/report.xlsx"));

    assertForeign(open()::requireOurs, "it is no Delta table and holds other files (report.xlsx)");
    assertForeign(
        open()::requireNoForeignFiles, "it is no Delta table and holds other files (report.xlsx)");
  }

  @Test
  void tablesOfOthersAreForeignUnlessAskedFor() {
    spark.range(3).coalesce(1).write().format("delta").save(folder.toString());

    assertForeign(
        open()::requireOurs, "it is a Delta table of 1 files that delta-enrich did not make");
    assertThatCode(open()::requireNoForeignFiles).doesNotThrowAnyException();
  }

  private void assertForeign(ThrowingCallable call, String reason) {
    assertFailure(call, ErrorCode.TARGET_FOREIGN, reason);
  }

  private void assertFailure(ThrowingCallable call, ErrorCode code, String reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            EnrichException.class, failure -> assertThat(failure.code()).isEqualTo(code))
        .hasMessageStartingWith("Cannot write to file:%s: ".formatted(folder))
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "delta.appendOnly=true, delta.appendOnly",
    "delta.compatibility.symlinkFormatManifest.enabled=true, symlinkFormatManifest.enabled",
    "'delta.columnMapping.mode=name,delta.minReaderVersion=2,delta.minWriterVersion=5', delta.columnMapping.mode"
  })
  void propertiesThatForbidReplacingFilesAreNamed(String properties, String named) {
    markedTable();
    spark.sql(
        "ALTER TABLE delta.`%s` SET TBLPROPERTIES ('%s')"
            .formatted(folder, properties.replace("=", "'='").replace(",", "','")));

    assertFailure(open()::requireOurs, ErrorCode.FEATURE_UNSUPPORTED, named);
    assertFailure(open()::requireNoForeignFiles, ErrorCode.FEATURE_UNSUPPORTED, named);
  }

  @Test
  void checkConstraintsAreNamed() {
    markedTable();
    spark.sql("ALTER TABLE delta.`%s` ADD CONSTRAINT small CHECK (id < 10)".formatted(folder));

    assertFailure(open()::requireOurs, ErrorCode.FEATURE_UNSUPPORTED, "delta.constraints.small");
  }

  /** A file from which another program deleted rows is not what its tags say any more. */
  @Test
  void aFileWithADeletionVectorIsNotOurs() throws IOException {
    String fields =
        "'partitionValues':{},'size':1,'tags':{'deltaEnrich.sources':'[]','deltaEnrich.lookupSnapshot':'l',"
            + "'deltaEnrich.rule':'r','deltaEnrich.run':'n','deltaEnrich.producer':'splice'}";
    String vector =
        ",'deletionVector':{'storageType':'i','pathOrInlineDv':'x','sizeInBytes':1,'cardinality':1}";
    log(
        "'minReaderVersion':3,'minWriterVersion':7,'readerFeatures':['deletionVectors'],"
            + "'writerFeatures':['deletionVectors']",
        HandMadeLog.added("whole", fields),
        HandMadeLog.added("less", fields + vector));

    assertThat(open().files())
        .extracting(file -> file.path() + " " + file.tags().isPresent())
        .containsExactlyInAnyOrder("whole true", "less false");
    assertForeign(open()::requireOurs, "rows of 1 of its 2 files (less)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "timeMachine",
        "inCommitTimestamp",
        "rowTracking",
        "domainMetadata",
        "identityColumns",
        "clustering",
        "icebergCompatV1",
        "icebergCompatV2",
        "icebergCompatV3",
        "allowColumnDefaults",
        "checkpointProtection",
        "materializePartitionColumns"
      })
  void aFeatureThatWritersMustKnowIsNamed(String feature) throws IOException {
    log(
        "'minReaderVersion':1,'minWriterVersion':7,'writerFeatures':['appendOnly','%s']"
            .formatted(feature));

    assertFailure(
        this::open, ErrorCode.FEATURE_UNSUPPORTED, "the table feature '%s',".formatted(feature));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v2Checkpoint", "vacuumProtocolCheck", "typeWidening"})
  void aFeatureOfReadersThatWritersMustKnowTooIsNamed(String feature) throws IOException {
    log(
        "'minReaderVersion':3,'minWriterVersion':7,'readerFeatures':['%1$s'],'writerFeatures':['%1$s']"
            .formatted(feature));

    assertFailure(
        this::open, ErrorCode.FEATURE_UNSUPPORTED, "the table feature '%s',".formatted(feature));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'minReaderVersion':1,'minWriterVersion':6",
        "'minReaderVersion':1,'minWriterVersion':7",
        "'minReaderVersion':1,'minWriterVersion':8,'writerFeatures':[]"
      })
  void aVersionThatWritersMustKnowIsNamed(String versions) throws IOException {
    log(versions);

    assertFailure(this::open, ErrorCode.FEATURE_UNSUPPORTED, "it asks for writers of version ");
  }

  /** Makes a marked table whose protocol has these fields, in single quotes. */
  private void log(String protocol, String... files) throws IOException {
    String marked = "\"configuration\":{\"%s\":\"delta-enrich\"}".formatted(CuratedTable.MADE_BY);
    List<String> lines = new ArrayList<>();
    lines.add("{'protocol':{%s}}".formatted(protocol).replace('\'', '"'));
    lines.add(HandMadeLog.metadata("[]").replace("\"configuration\":{}", marked));
    lines.addAll(List.of(files));
    new HandMadeLog(folder).commit(0, lines);
  }

  private void markedTable() {
    spark.range(3).coalesce(1).write().format("delta").save(folder.toString());
    spark.sql(
        "ALTER TABLE delta.`%s` SET TBLPROPERTIES ('%s' = 'delta-enrich')"
            .formatted(folder, CuratedTable.MADE_BY));
  }

  @Test
  void onlyFilesOfTheFailedRunAreDeleted() throws IOException {
    Path partition = Files.createDirectories(folder.resolve("t/day=1"));
    Files.createFile(partition.resolve(OUR_FILE));
    Files.createFile(partition.resolve(OUR_FILE.replace("1f9a0c44", "99999999")));
    Files.createFile(partition.resolve("note-" + RUN + "-1.parquet"));

    CuratedTable.open(spark, folder.resolve("t").toString()).deleteFilesOf(RUN, Set.of());

    assertThat(partition.resolve(OUR_FILE)).doesNotExist();
    assertThat(partition)
        .isDirectoryContaining(file -> file.toString().contains("99999999"))
        .isDirectoryContaining(file -> file.getFileName().toString().startsWith("note-"));
  }

  @Test
  void filesThatTheFailedRunCommittedStay() throws IOException {
    Path partition = Files.createDirectories(folder.resolve("t/day=1"));
    Files.createFile(partition.resolve(OUR_FILE));

    CuratedTable.open(spark, folder.resolve("t").toString())
        .deleteFilesOf(RUN, Set.of("day=1/" + OUR_FILE));

    assertThat(partition.resolve(OUR_FILE)).exists();
  }

  @Test
  void filesOfOthersInATableOfOursAreNotOverwritten() {
    markedTable();

    assertFailure(open()::requireOurs, ErrorCode.TARGET_FOREIGN, "rows of 1 of its 1 files (part-");
    open().requireNoForeignFiles();
  }

  @Test
  void foldersThatTheFailedRunLeavesEmptyGoWhereThereIsNoTable() throws IOException {
    Path partition = Files.createDirectories(folder.resolve("t/day=1/hour=2"));
    Files.createFile(partition.resolve(OUR_FILE));

    CuratedTable.open(spark, folder.resolve("t").toString()).deleteFilesOf(RUN, Set.of());

    assertThat(folder.resolve("t")).doesNotExist();
  }
}
