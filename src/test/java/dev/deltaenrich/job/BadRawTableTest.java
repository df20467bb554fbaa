package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.NewestSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A raw path, schema or log that cannot be enriched. */
class BadRawTableTest {
  @TempDir Path folder;
  private EnrichFixture tables;

  @BeforeEach
  void land() throws IOException {
    tables = EnrichFixture.landed(folder);
  }

  private Dataset<Row> rows(String... expressions) {
    return tables.rows().selectExpr(expressions);
  }

  @Test
  void nothingAtTheRawPath() throws IOException {
    tables.set("raw.path", folder.resolve("elsewhere").toString());
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.RAW_MISSING, folder.resolve("elsewhere").toString(), "check raw.path");
    assertThat(folder.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void rawPathThatIsNone() throws IOException {
    tables.set("raw.path", "s3a:");
    tables.failsAndLeavesTheTargetAlone(ErrorCode.SETTINGS, "s3a:", "check the settings");
  }

  @Test
  void folderOfParquetFiles() throws IOException {
    Path parquet = folder.resolve("parquet");
    tables.rows().write().parquet(parquet.toString());
    tables.set("raw.path", parquet.toString());
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.RAW_NOT_DELTA, parquet.toString(), "CONVERT TO DELTA");
  }

  @Test
  void folderOfTextFiles() throws IOException {
    Path text = Files.createDirectory(folder.resolve("text"));
    Files.writeString(text.resolve("rows.csv"), "merchant_id\nMER-ABC\n");
    tables.set("raw.path", text.toString());
    tables.failsAndLeavesTheTargetAlone(ErrorCode.RAW_NOT_DELTA, text.toString());
    assertThat(EnrichFixture.filesBelow(text)).containsOnlyKeys("rows.csv");
  }

  @Test
  void fileInsteadOfAFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "hello");
    tables.set("raw.path", file.toString());
    tables.failsAndLeavesTheTargetAlone(ErrorCode.RAW_NOT_DELTA, file.toString());
  }

  @Test
  void emptyTableGivesAnEmptyTable() throws IOException {
    tables.raw(tables.rows().where("false"), 1);
    assertThat(tables.enrich().exitCode()).isZero();
    assertThat(tables.curated().count()).isZero();
    assertThat(tables.curated().columns())
        .containsExactly("transaction_id", "merchant_id", "amount", "rate", "enriched_category");
    assertThat(tables.command("verify").exitCode()).isZero();
  }

  @Test
  void keyColumnMissing() throws IOException {
    tables.set("raw.key", "merchant");
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.KEY_MISSING, "no column 'merchant'", "transaction_id", "set raw.key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "struct(merchant_id AS id)        | merchant.no | 'merchant' is struct<id:string>",
        "array(struct(merchant_id AS id)) | merchant.id | 'merchant' is array<struct<id:string>>",
        "map('k', merchant_id)            | merchant.k  | 'merchant' is map<string,string>",
      })
  void keyThatIsNoFieldOfEachRow(String column, String key, String type) throws IOException {
    tables.raw(rows(column + " AS merchant"), 1).set("raw.key", key);
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.KEY_MISSING,
        "no field '%s' that is one for each row".formatted(key),
        type,
        "set raw.key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CAST(rate AS INT)|int",
        "CAST(rate AS BIGINT)|bigint",
        "CAST(merchant_id AS BINARY)|binary",
        "struct(merchant_id AS id)|struct<id:string>",
        "array(merchant_id)|array<string>"
      })
  void keyThatIsNoText(String expression, String type) throws IOException {
    tables.raw(rows(expression + " AS merchant_id"), 1);
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.KEY_NOT_TEXT, "'merchant_id' is " + type, "set raw.key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"enriched_category", "Enriched_CATEGORY"})
  void columnOfTheNewName(String name) throws IOException {
    tables.raw(rows("merchant_id", "rate AS " + name), 1);
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.COLUMN_EXISTS, "'" + name + "'", "lookup.columns=category:OTHER_NAME");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plan", "enrich"})
  void columnsThatDifferInCaseAlone(String command) throws IOException {
    tables.editLog("\\\\\"rate", "\\\\\"Merchant_ID");
    EnrichFixture.Outcome outcome = tables.command(command);
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains(ErrorCode.COLUMN_UNSUPPORTED.name())
        .contains("'merchant_id' and 'Merchant_ID' differ in upper and lower case alone");
    assertThat(tables.targetVersion()).isZero();
  }

  @Test
  void columnWithoutAType() throws IOException {
    tables.raw(rows("merchant_id", "NULL AS nothing"), 1);
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.COLUMN_UNSUPPORTED, "'nothing' is void", "give it a type");
  }

  @Test
  void columnNameThatOnlyColumnMappingAllows() throws IOException {
    String table = "delta.`" + tables.rawPath() + "`";
    tables
        .spark()
        .sql(
            "ALTER TABLE "
                + table
                + " SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name',"
                + " 'delta.minReaderVersion' = '2', 'delta.minWriterVersion' = '5')");
    assertThat(tables.enrich().exitCode()).as("plain names in a mapped table").isZero();
    assertThat(tables.curated().count()).isEqualTo(EnrichFixture.ROWS);
    tables.spark().sql("ALTER TABLE " + table + " RENAME COLUMN rate TO `the rate`");
    tables.failsAndLeavesTheTargetAlone(ErrorCode.COLUMN_UNSUPPORTED, "'the rate'", "rename it");
  }

  @Test
  void pathOfAFolder() throws IOException {
    String name = tables.rawFiles().get(0).getFileName().toString();
    tables.editLog(name, ".");
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.LOG_BROKEN, tables.rawPath().toString(), "'.'", "is a folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "{\"add\":{\"path\":\"x", "[]", "{\"add\":{\"size\":1}}"})
  void lineOfTheLogThatDoesNotParse(String line) throws IOException {
    String log = Files.readString(tables.rawLog(0)) + line + "\n";
    EnrichFixture.overwrite(tables.rawLog(0), log.getBytes(StandardCharsets.UTF_8));
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.LOG_BROKEN, tables.rawPath().toString(), "00000.json", "line ");
  }

  @Test
  void emptyLogEntry() throws IOException {
    appendToRaw();
    EnrichFixture.overwrite(tables.rawLog(1), new byte[0]);
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.LOG_BROKEN, tables.rawPath().toString(), "00001.json", "is empty");
  }

  @Test
  void logWithoutItsFirstEntry() throws IOException {
    appendToRaw();
    EnrichFixture.delete(tables.rawLog(0));
    tables.failsAndLeavesTheTargetAlone(ErrorCode.LOG_BROKEN, tables.rawPath().toString());
  }

  @Test
  void logWithAGap() throws IOException {
    appendToRaw();
    appendToRaw();
    EnrichFixture.delete(tables.rawLog(1));
    tables.failsAndLeavesTheTargetAlone(ErrorCode.LOG_BROKEN, tables.rawPath().toString());
  }

  @Test
  void logWhoseCheckpointLacksAPart() throws IOException {
    checkpointed();
    Path checkpoint = tables.rawPath().resolve("_delta_log/%020d.checkpoint.parquet".formatted(1));
    Files.move(
        checkpoint,
        checkpoint.resolveSibling("%020d.checkpoint.0000000001.0000000002.parquet".formatted(1)));
    Files.deleteIfExists(checkpoint.resolveSibling("." + checkpoint.getFileName() + ".crc"));
    DeltaLog.clearCache();
    tables.failsAndLeavesTheTargetAlone(ErrorCode.LOG_BROKEN, tables.rawPath().toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 50, 3000})
  void logWhoseCheckpointIsCutShort(int bytes) throws IOException {
    checkpointed();
    Path checkpoint = tables.rawPath().resolve("_delta_log/%020d.checkpoint.parquet".formatted(1));
    EnrichFixture.overwrite(checkpoint, Arrays.copyOf(Files.readAllBytes(checkpoint), bytes));
    tables.failsAndLeavesTheTargetAlone(ErrorCode.LOG_BROKEN, tables.rawPath().toString());
  }

  @Test
  void brokenCheckpointIsNotPassedOverWhenSparkIsToldTo() throws IOException {
    tables.spark().conf().set("spark.databricks.delta.checkpoint.partSize", "3");
    checkpointed();
    tables.spark().conf().unset("spark.databricks.delta.checkpoint.partSize");
    List<Path> parts;
    try (Stream<Path> files = Files.list(tables.rawPath().resolve("_delta_log"))) {
      parts = files.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
    assertThat(parts).hasSizeGreaterThan(1);
    tables.spark().conf().set("spark.sql.files.ignoreCorruptFiles", "true");
    try {
      for (Path part : parts) {
        byte[] bytes = Files.readAllBytes(part);
        EnrichFixture.overwrite(part, Arrays.copyOf(bytes, bytes.length / 2));
        tables.failsAndLeavesTheTargetAlone(ErrorCode.LOG_BROKEN, tables.rawPath().toString());
        EnrichFixture.overwrite(part, bytes);
      }
    } finally {
      tables.spark().conf().unset("spark.sql.files.ignoreCorruptFiles");
    }
  }

  /** Two commits, a checkpoint of both, and no commit before it. */
  private void checkpointed() throws IOException {
    appendToRaw();
    NewestSnapshot.checkpoint(tables.spark(), tables.rawPath().toString());
    EnrichFixture.delete(tables.rawLog(0));
  }

  private void appendToRaw() {
    tables.rows().write().format("delta").mode("append").save(tables.rawPath().toString());
  }

  @Test
  void readerVersionOfTheFuture() throws IOException {
    tables.editLog(
        "\"minReaderVersion\":1,\"minWriterVersion\":2",
        "\"minReaderVersion\":9,\"minWriterVersion\":9,"
            + "\"readerFeatures\":[],\"writerFeatures\":[]");
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.FEATURE_UNSUPPORTED,
        tables.rawPath().toString(),
        "version 9",
        "newer delta-enrich");
  }

  @Test
  void readerVersionOfTheFutureWithoutFeatures() throws IOException {
    tables.editLog("\"minReaderVersion\":1", "\"minReaderVersion\":9");
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.FEATURE_UNSUPPORTED, tables.rawPath().toString(), "version 9");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "timeMachine|the table feature 'timeMachine', which delta-enrich does not read",
        "catalogManaged|by its table feature 'catalogManaged' its newest commits are known to a catalog alone",
        "rowTracking|the table feature 'rowTracking'"
      })
  void tableFeatureThatNobodyReads(String feature, String sentence) throws IOException {
    tables.editLog(
        "\"minReaderVersion\":1,\"minWriterVersion\":2",
        "\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":[\"%1$s\"],\"writerFeatures\":[\"%1$s\"]"
            .formatted(feature));
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.FEATURE_UNSUPPORTED,
        tables.rawPath().toString(),
        sentence,
        "without that feature");
  }

  @ParameterizedTest
  @ValueSource(strings = {"timeMachine", "catalogManaged"})
  void plansNameTheFeatureToo(String feature) throws IOException {
    tables.editLog(
        "\"minReaderVersion\":1,\"minWriterVersion\":2",
        "\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":[\"%1$s\"],\"writerFeatures\":[\"%1$s\"]"
            .formatted(feature));
    EnrichFixture.Outcome outcome = tables.command("plan");
    assertThat(outcome.out() + outcome.err()).contains("table feature '%s'".formatted(feature));
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @Test
  void textsOfAllKindsInKeysAreFine() throws IOException {
    tables.raw(rows("concat('\\'\"$\\n€🙂', transaction_id) AS merchant_id"), 1);
    assertThat(tables.enrich().exitCode()).isZero();
    assertThat(tables.curated().count()).isEqualTo(EnrichFixture.ROWS);
  }

  @Test
  void foldersWithSpacesAndSignsAreFine() throws IOException {
    Path odd = folder.resolve("a raw%20table #1 ü");
    FileUtils.copyDirectory(tables.rawPath().toFile(), odd.toFile());
    tables.set("raw.path", odd.toString()).set("target.path", folder + "/a target+%25 é");
    assertThat(tables.enrich()).extracting(EnrichFixture.Outcome::err).isEqualTo("");
    assertThat(tables.curated().count()).isEqualTo(EnrichFixture.ROWS);
  }
}
