package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.datasources.SchemaColumnConvertNotSupportedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data files of the raw table that are not what the log or Parquet promise. */
class BadRawFilesTest {
  private static final int RATE = 3;

  @TempDir Path folder;
  private EnrichFixture tables;
  private Path file;

  @BeforeEach
  void land() throws IOException {
    tables = EnrichFixture.landed(folder);
    file = tables.rawFiles().get(1);
  }

  private void edit(Consumer<FileMetaData> footer) throws IOException {
    replace(ParquetEdits.withFooter(Files.readAllBytes(file), footer));
  }

  /** The file's new bytes, with the size in the log following. */
  private void replace(byte[] bytes) throws IOException {
    if (bytes.length != Files.size(file)) {
      editOfFileInLog("\"size\":\\d+", "\"size\":" + bytes.length);
    }
    EnrichFixture.overwrite(file, bytes);
  }

  private void editOfFileInLog(String regex, String replacement) throws IOException {
    tables.editLog("(" + file.getFileName() + "\"[^\\n]*?)" + regex, "$1" + replacement);
  }

  @Test
  void missingFile() throws IOException {
    EnrichFixture.delete(file);
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.FILE_MISSING, file.getFileName().toString(), "restore the file");
  }

  @Test
  void bytesOverwrittenInTheMiddle() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 4, bytes.length / 3, (byte) 0x5a);
    EnrichFixture.overwrite(file, bytes);
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.FILE_CORRUPT, file.getFileName().toString(), "restore the file");
  }

  @Test
  void bytesOverwrittenInTheFooter() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, bytes.length - 200, bytes.length - 20, (byte) 0xff);
    EnrichFixture.overwrite(file, bytes);
    tables.failsAndLeavesTheTargetAlone(ErrorCode.FILE_CORRUPT, file.getFileName().toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 11, 200})
  void cutShort(int bytes) throws IOException {
    EnrichFixture.overwrite(file, Arrays.copyOf(Files.readAllBytes(file), bytes));
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.FILE_CORRUPT, file.getFileName().toString(), "restore the file");
  }

  @Test
  void noParquetAtAll() throws IOException {
    EnrichFixture.overwrite(
        file, "transaction_id,merchant_id\nt1,MER-ABC\n".getBytes(StandardCharsets.UTF_8));
    tables.failsAndLeavesTheTargetAlone(ErrorCode.FILE_CORRUPT, file.getFileName().toString());
  }

  @Test
  void sizeInTheLogSmallerThanTheFile() throws IOException {
    Configuration hadoop = tables.spark().sparkContext().hadoopConfiguration();
    hadoop.set("parquet.block.size", "65536");
    try {
      tables.raw(noise(20_000), 1);
    } finally {
      hadoop.unset("parquet.block.size");
    }
    file = tables.rawFiles().get(0);
    editOfFileInLog("\"size\":\\d+", "\"size\":" + Files.size(file) / 2);
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.ROW_COUNT, file.getFileName().toString(), "its size is", "in the log");
  }

  @Test
  void sizeZeroInTheLog() throws IOException {
    editOfFileInLog("\"size\":\\d+", "\"size\":0");
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.ROW_COUNT, file.getFileName().toString(), "in the log 0");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000})
  void logSaysAnotherNumberOfRows(int rows) throws IOException {
    editOfFileInLog("numRecords\\\\\":\\d+", "numRecords\\\\\":" + rows);
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.ROW_COUNT,
        file.getFileName().toString(),
        "the log says " + (rows == 0 ? "none" : rows));
  }

  @Test
  void footerSaysMoreRowsThanItsRowGroups() throws IOException {
    edit(footer -> footer.setNum_rows(footer.getNum_rows() + 5));
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.FILE_CORRUPT, file.getFileName().toString(), "its row groups have");
  }

  @Test
  void columnWithFewerValuesThanTheRowGroupHasRows() throws IOException {
    edit(footer -> ParquetEdits.column(footer, RATE).setNum_values(1));
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.FILE_CORRUPT, file.getFileName().toString(), "1 values of column 'rate'");
  }

  @Test
  void rowGroupAndFooterWithMoreRowsThanTheLog() throws IOException {
    edit(
        footer -> {
          footer.setNum_rows(footer.getNum_rows() + 5);
          footer.getRow_groups().get(0).setNum_rows(footer.getNum_rows());
        });
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.FILE_CORRUPT, file.getFileName().toString(), "restore the file");
  }

  @ParameterizedTest
  @EnumSource(names = {"LZO", "BROTLI", "LZ4_RAW"})
  void codecThisSparkLacks(CompressionCodec codec) throws IOException {
    edit(footer -> ParquetEdits.column(footer, RATE).setCodec(codec));
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.FILE_UNREADABLE,
        file.getFileName().toString(),
        "codec " + codec + " of column 'rate'",
        "rewrite the file");
  }

  @Test
  void codecOfTheFuture() throws IOException {
    replace(ParquetEdits.withUnknownCodec(Files.readAllBytes(file), RATE, 19));
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.FILE_UNREADABLE,
        file.getFileName().toString(),
        "codec number 19 of column 'rate'");
  }

  @ParameterizedTest
  @CsvSource({"rewrite, rate, 3", "splice, merchant_id, 1"})
  void encodingOfTheFutureThatOnlyAPageTells(String producer, String name, int column)
      throws IOException {
    tables.set("enrich.producer", producer);
    replace(ParquetEdits.withUnknownPageEncoding(Files.readAllBytes(file), column, 21));
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.FILE_UNREADABLE,
        file.getFileName().toString(),
        "encoding number 21 of column '" + name + "'",
        "SNAPPY");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rewrite", "splice"})
  void encryptedFooter(String producer) throws IOException {
    tables.set("enrich.producer", producer);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] = 'E';
    replace(bytes);
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.FILE_UNREADABLE,
        file.getFileName().toString(),
        "this Spark cannot read an encrypted footer; rewrite the file");
  }

  @Test
  void encodingThatOnlyTheVectorizedReaderLacksIsRead() throws IOException {
    replace(byteStreamSplit());
    assertThat(tables.enrich().exitCode()).isZero();
    // The log's statistics, which are taken over, are still those of the file that was replaced.
    assertThat(tables.curated().select("rate", "enriched_category").collectAsList())
        .extracting(Row::toString)
        .filteredOn("[0.5,Groceries]"::equals)
        .hasSize(4);
  }

  @Test
  void aRowGroupThatCallsItselfAnotherOneIsTakenAllTheSame() throws IOException {
    edit(footer -> footer.getRow_groups().get(0).setOrdinal((short) 7));
    tables.set("enrich.producer", "splice");

    var outcome = tables.enrich();

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("made by                 splice 3\n");
  }

  /** Spark's own reader refuses it; its slower one would show sixteen bytes as characters. */
  @ParameterizedTest
  @ValueSource(strings = {"rewrite", "splice"})
  void aKeyOfAFixedLengthIsNoText(String producer) throws IOException {
    replace(byteStreamSplit("fixed_len_byte_array(16) merchant_id (UUID)", "sixteen bytes id"));
    tables.set("enrich.producer", producer);

    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.FILE_UNREADABLE,
        file.getFileName().toString(),
        "column 'merchant_id', which is FIXED_LEN_BYTE_ARRAY (UUID) in the file and string in the table");
    assertThatThrownBy(
            () ->
                tables
                    .spark()
                    .read()
                    .format("delta")
                    .load(tables.rawPath().toString())
                    .collectAsList())
        .rootCause()
        .isInstanceOf(SchemaColumnConvertNotSupportedException.class);
  }

  private byte[] byteStreamSplit() throws IOException {
    return byteStreamSplit("binary merchant_id (STRING)", "MER-ABC");
  }

  private byte[] byteStreamSplit(String key, String value) throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            """
            message raw {
              optional binary transaction_id (STRING);
              optional %s;
              optional double rate;
            }"""
                .formatted(key));
    Path made = folder.resolve("made.parquet");
    try (ParquetWriter<org.apache.parquet.example.data.Group> writer =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(made.toUri()))
            .withType(schema)
            .withWriterVersion(WriterVersion.PARQUET_2_0)
            .withDictionaryEncoding(false)
            .withByteStreamSplitEncoding(true)
            .build()) {
      for (int i = 0; i < 4; i++) {
        SimpleGroup row = new SimpleGroup(schema);
        row.append("transaction_id", "t" + i).append("merchant_id", value).append("rate", 0.5);
        writer.write(row);
      }
    }
    return Files.readAllBytes(made);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rewrite", "splice"})
  void columnOfAnotherTypeThanTheTables(String producer) throws IOException {
    Path other = folder.resolve("other");
    tables
        .spark()
        .sql("SELECT 't1' AS transaction_id, 'MER-ABC' AS merchant_id, 'much' AS rate")
        .coalesce(1)
        .write()
        .parquet(other.toString());
    Path made =
        FileUtils.listFiles(other.toFile(), new String[] {"parquet"}, false)
            .iterator()
            .next()
            .toPath();
    replace(Files.readAllBytes(made));
    tables.set("enrich.producer", producer);
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.FILE_UNREADABLE,
        file.getFileName().toString(),
        "this Spark cannot read column 'rate', which is BINARY (STRING) in the file and double in the table; rewrite the file with types");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rewrite", "splice"})
  void logicalTypeOfTheFuture(String producer) throws IOException {
    try (InputStream made = getClass().getResourceAsStream("/newer-types/float16.parquet")) {
      replace(made.readAllBytes());
    }
    tables.set("enrich.producer", producer);
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.FILE_UNREADABLE,
        file.getFileName().toString(),
        "this Spark cannot read logical type number 15 of column 'half'; rewrite the file");
  }

  @Test
  void oneCorruptFileOfManyLeavesNoneOfTheOthers() throws IOException {
    tables.raw(noise(60_000), 6);
    file = tables.rawFiles().get(3);
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 5000, (byte) 0x5a);
    EnrichFixture.overwrite(file, bytes);
    tables.failsAndLeavesTheTargetAlone(ErrorCode.FILE_CORRUPT, file.getFileName().toString());
  }

  @Test
  void failureOfTheFirstRunLeavesNoFolder() throws IOException {
    FileUtils.deleteDirectory(tables.targetPath().toFile());
    EnrichFixture.delete(file);
    tables.failsAndLeavesTheTargetAlone(ErrorCode.FILE_MISSING, file.getFileName().toString());
    assertThat(tables.targetPath()).doesNotExist();
  }

  @Test
  void corruptFileNamedAlsoWhenTheJoinShuffles() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 4, bytes.length / 3, (byte) 0x5a);
    EnrichFixture.overwrite(file, bytes);
    tables.set("lookup.max-broadcast-bytes", "1B");
    tables.failsAndLeavesTheTargetAlone(ErrorCode.FILE_CORRUPT, file.getFileName().toString());
  }

  @Test
  void missingFileIsNotPassedOverWhenSparkIsToldTo() throws IOException {
    EnrichFixture.delete(file);
    passingOver(
        () ->
            tables.failsAndLeavesTheTargetAlone(
                ErrorCode.FILE_MISSING, file.getFileName().toString()));
  }

  @Test
  void corruptFileIsNotPassedOverWhenSparkIsToldTo() throws IOException {
    EnrichFixture.overwrite(file, new byte[100]);
    passingOver(
        () ->
            tables.failsAndLeavesTheTargetAlone(
                ErrorCode.FILE_CORRUPT, file.getFileName().toString()));
  }

  private void passingOver(IoAction action) throws IOException {
    String[] keys = {"spark.sql.files.ignoreMissingFiles", "spark.sql.files.ignoreCorruptFiles"};
    try {
      for (String key : keys) {
        tables.spark().conf().set(key, "true");
      }
      action.run();
    } finally {
      for (String key : keys) {
        tables.spark().conf().unset(key);
      }
    }
  }

  private Dataset<Row> noise(int rows) {
    return tables
        .spark()
        .range(0, rows, 1, 1)
        .selectExpr("CAST(id % 50 AS STRING) AS merchant_id", "uuid() AS noise");
  }

  private interface IoAction {
    void run() throws IOException;
  }
}
