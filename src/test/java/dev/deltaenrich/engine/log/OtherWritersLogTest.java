package dev.deltaenrich.engine.log;

import static dev.deltaenrich.engine.log.HandMadeLog.PROTOCOL;
import static dev.deltaenrich.engine.log.HandMadeLog.added;
import static dev.deltaenrich.engine.log.HandMadeLog.metadata;
import static dev.deltaenrich.engine.log.HandMadeLog.metadataWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.TestSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs as programs other than Delta write them: what they mean is taken, or refused by line. */
class OtherWritersLogTest {
  private static final String PLAIN = metadata("[]", "id", "\"long\"");
  private static final String BY_YEAR =
      metadata("[\"year\",\"ok\"]", "id", "\"long\"", "year", "\"integer\"", "ok", "\"boolean\"");

  @TempDir Path folder;

  private HandMadeLog log;

  @BeforeEach
  void makeFolder() throws IOException {
    log = new HandMadeLog(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2024|true|2024|true",
        "'2024'|'false'|2024|false",
        "2024.0|null|2024.0|",
        "12345678901234567890123|1.5|12345678901234567890123|1.5",
        "{'a':[1,true]}|''|{\"a\":[1,true]}|''"
      },
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = true)
  void partitionValuesOfAnyTypeAreTheirTexts(String year, String ok, String text, String okText)
      throws IOException {
    String values = "'partitionValues':{'year':%s,'ok':%s},'size':7".formatted(year, ok);

    AddFile file = opened(BY_YEAR, added("a.parquet", values)).files().get(0);

    Map<String, String> read = file.partitionValues();
    assertThat(read).containsEntry("year", text);
    assertThat(read).containsEntry("ok", "''".equals(okText) ? "" : okText);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"'size':7", "'size':'7'", "'size':7.0", "'size':7e0", "'size':7,'stats':null"})
  void sizesOfAnyTypeAreTheirNumbers(String size) throws IOException {
    assertThat(opened(PLAIN, added("a.parquet", size)).files().get(0).size()).isEqualTo(7);
  }

  @Test
  void statisticsTagsAndPropertiesMayBeJsonInsteadOfTexts() throws IOException {
    DeltaTable table =
        opened(
            PLAIN.replace("\"configuration\":{}", "\"configuration\":{\"a\":1,\"b\":{\"c\":true}}"),
            added("a.parquet", "'size':7,'tags':{'n':1.50,'o':{}},'stats':{'numRecords':3}"));

    AddFile file = table.files().get(0);
    assertThat(file.statistics()).contains("{\"numRecords\":3}");
    assertThat(file.tags()).contains(Map.of("n", "1.50", "o", "{}"));
    assertThat(table.statistics(Set.of("a.parquet"), text -> text))
        .containsEntry("a.parquet", "{\"numRecords\":3}");
    assertThat(table.metadata().configuration()).isEqualTo(Map.of("a", "1", "b", "{\"c\":true}"));
  }

  @Test
  void aSchemaMayBeAnObject() throws IOException {
    Metadata metadata =
        opened(metadataWith("{\"type\":\"struct\",\"fields\":[]}", "[]")).metadata();

    assertThat(metadata.schema().fieldNames()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'size':'x'|has \"x\" for 'size', which is not a whole number",
        "'size':7.5|has 7.5 for 'size', which is not a whole number",
        "'size':null|without 'size'",
        "'size':7,'partitionValues':[]|has [] for 'partitionValues', which is not an object",
        "'size':7,'partitionValues':{'year':1.50}|has 1.50 for a partition value",
        "'size':7,'partitionValues':{'year':1e3}|for a partition value, which readers take for"
            + " different texts",
        "'size':7,'path':null|names a file without a path",
        "'size':7,'tags':'x'|has \"x\" for 'tags', which is not an object"
      })
  void whatNobodyCanTellIsRefusedByItsLine(String fields, String sentence) throws IOException {
    assertBroken(BY_YEAR, added("a.parquet", fields), sentence);
  }

  @Test
  void ofTwoFieldsOfOneNameTheLastCounts() throws IOException {
    String values = "'size':7,'partitionValues':{'year':'1','ok':'true','year':2}";

    AddFile file = opened(BY_YEAR, added("a.parquet", values)).files().get(0);

    assertThat(file.partitionValues()).containsEntry("year", "2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "'partitionValues':null,"})
  void onlyAPartitionedTableNeedsPartitionValues(String none) throws IOException {
    String file = added("a b.parquet", none + "'size':7");

    assertThat(opened(PLAIN, file).files().get(0).partitionValues().isEmpty()).isTrue();
    assertThatThrownBy(() -> opened(BY_YEAR, file))
        .isInstanceOf(EnrichException.class)
        .hasMessageContaining("'a b.parquet' without 'partitionValues'");
  }

  @Test
  void actionsThatNobodyKnowsAreIgnoredAndTheLastProtocolCounts() throws IOException {
    DeltaTable table =
        opened(
            PLAIN,
            "{\"futureAction\":{\"path\":7}}",
            "{\"commitInfo\":{\"operationMetrics\":{\"ratio\":NaN}}}",
            PROTOCOL.replace("\"minWriterVersion\":2", "\"minWriterVersion\":\"3\""),
            added("a.parquet"));

    assertThat(table.protocol().minWriterVersion()).isEqualTo(3);
    assertThat(table.files()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"metaData\":{\"id\":\"x\"}}|has a metaData action without 'schemaString'",
        "{\"metaData\":{\"schemaString\":\"{}\",\"partitionColumns\":\"a\"}}|has \"a\" for"
            + " 'partitionColumns', which is not an array",
        "{\"protocol\":{\"minWriterVersion\":2}}|has an action without 'minReaderVersion'",
        "{\"protocol\":{\"minReaderVersion\":4294967297,\"minWriterVersion\":2}}|has 4294967297 for"
            + " 'minReaderVersion', which is not a whole number of 32 bits",
        "{\"add\":{\"path\":\"a\",\"size\":7,\"deletionVector\":{\"storageType\":\"i\",\"pathOrInlineDv\":\"x\",\"sizeInBytes\":-3000000000}}}|has"
            + " -3000000000 for 'sizeInBytes', which is not a whole number of 32 bits",
        "{\"remove\":{}}|names a file without a path"
      })
  void actionsThatLackWhatTheyNeedAreRefusedByTheirLine(String line, String sentence)
      throws IOException {
    assertBroken(PLAIN, line, sentence);
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() throws IOException {
    log.commit(0, List.of(PROTOCOL, PLAIN, added("Zürich.parquet")));
    Path entry = folder.resolve("_delta_log/%020d.json".formatted(0));
    Files.write(entry, Files.readString(entry).getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(this::open)
        .isInstanceOf(EnrichException.class)
        .hasMessageContaining("00000000000000000000.json")
        .hasMessageContaining("is not UTF-8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"variant\"|COLUMN_UNSUPPORTED|column 'odd' is of the type variant",
        "\"interval fortnight\"|COLUMN_UNSUPPORTED|interval fortnight",
        "\"geometry(OGC:CRS84)\"|COLUMN_UNSUPPORTED|geometry(OGC:CRS84)",
        "\"timestamp_nanos\"|COLUMN_UNSUPPORTED|timestamp_nanos",
        "{\"type\":\"udt\",\"class\":\"no.such.Type\"}|COLUMN_UNSUPPORTED|no.such.Type",
        "{\"type\":\"array\",\"elementType\":{\"type\":\"struct\",\"fields\":[{\"name\":\"in\",\"type\":\"void2\"}]},\"containsNull\":true}|COLUMN_UNSUPPORTED|'odd.in'"
            + " is of the type void2",
        "{\"type\":\"map\",\"keyType\":\"string\",\"valueType\":\"variant\",\"valueContainsNull\":true}|COLUMN_UNSUPPORTED|'odd'"
            + " is of the type variant",
        "{\"type\":\"array\"}|LOG_BROKEN|its schema is no schema"
      })
  void typesThatNobodyKnowsAreNamedWithTheirColumn(String type, ErrorCode code, String sentence)
      throws IOException {
    String schema =
        "{\"type\":\"struct\",\"fields\":[{\"name\":\"id\",\"type\":\"long\",\"nullable\":true,\"metadata\":{}},{\"name\":\"odd\",\"type\":%s,\"nullable\":true,\"metadata\":{}}]}"
            .formatted(type);

    assertFails(code, metadataWith(schema, "[]"), sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"{\\\"type\\\":\"|[]|its schema is no JSON",
        "\"\"|[]|its schema is no schema",
        "\"[]\"|[]|its schema is no schema",
        "{\"type\":\"struct\",\"fields\":[]}|[\"year\"]|partitions the table by 'year'"
      })
  void schemasThatAreNoneAreToldSo(String schema, String partitionColumns, String sentence)
      throws IOException {
    assertFails(ErrorCode.LOG_BROKEN, metadataWith(schema, partitionColumns), sentence);
  }

  private void assertFails(ErrorCode code, String metadata, String sentence) {
    assertThatThrownBy(() -> opened(metadata))
        .isInstanceOfSatisfying(
            EnrichException.class, failure -> assertThat(failure.code()).isEqualTo(code))
        .hasMessageContaining(sentence)
        .hasMessageStartingWith("Cannot read ");
  }

  private void assertBroken(String metadata, String line, String sentence) {
    assertThatThrownBy(() -> opened(metadata, line))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.LOG_BROKEN))
        .hasMessageContaining("line 3 of 00000000000000000000.json")
        .hasMessageContaining(sentence);
  }

  private DeltaTable opened(String metadata, String... lines) throws IOException {
    List<String> all = new ArrayList<>(List.of(PROTOCOL, metadata));
    all.addAll(List.of(lines));
    log.commit(0, all);
    return open();
  }

  private DeltaTable open() {
    return DeltaTable.open(TestSession.get(), folder.toString(), KeptStatistics.WHOLE);
  }
}
