package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.config.KeyType;
import java.io.IOException;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Key columns that hold numbers or days. */
class TypedKeyColumnsTest {
  private static final int ROWS = 3000;
  private static final int SEVENTH = 7;
  private static final int DECIMAL_BYTES = 16;

  @TempDir java.nio.file.Path folder;

  /**
   * Every value of a few, some of them extreme, and many that come once; null every seventh row.
   */
  private static List<Long> values(boolean wide) {
    Random random = new Random(1);
    List<Long> values = new ArrayList<>();
    long most = wide ? Long.MAX_VALUE : Integer.MAX_VALUE;
    for (int row = 0; row < ROWS; row++) {
      values.add(
          row % SEVENTH == 0
              ? null
              : switch (row % 3) {
                case 0 -> random.nextBoolean() ? most : -most - 1;
                case 1 -> (long) random.nextInt(20) - 10;
                default -> wide ? random.nextLong() : (long) random.nextInt();
              });
    }
    return values;
  }

  private Path write(
      String column, List<Long> values, WriterVersion version, boolean dictionary, String... notes)
      throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType("message raw { optional %s; }".formatted(column));
    boolean wide = column.startsWith("int64");
    Path file = new Path(folder.toUri().getPath(), "raw.parquet");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(file)
            .withConf(RawFile.CONF)
            .withType(schema)
            .withWriteMode(org.apache.parquet.hadoop.ParquetFileWriter.Mode.OVERWRITE)
            .withWriterVersion(version)
            .withDictionaryEncoding(dictionary)
            .withPageRowCountLimit(150)
            .withExtraMetaData(notes.length == 0 ? Map.of() : Map.of(notes[0], notes[1]))
            .build()) {
      for (Long value : values) {
        Group row = new SimpleGroup(schema);
        if (value != null && !column.startsWith("int")) {
          row.add("k", Binary.fromConstantByteArray(twosComplement(value, column)));
        } else if (value != null && wide) {
          row.add("k", value);
        } else if (value != null) {
          row.add("k", value.intValue());
        }
        writer.write(row);
      }
    }
    return file;
  }

  /** As many bytes as the column has, or as few as the number needs. */
  private static byte[] twosComplement(long value, String column) {
    byte[] digits = BigInteger.valueOf(value).toByteArray();
    if (!column.startsWith("fixed")) {
      return digits;
    }
    byte[] fixed = new byte[DECIMAL_BYTES];
    Arrays.fill(fixed, (byte) (value < 0 ? -1 : 0));
    System.arraycopy(digits, 0, fixed, fixed.length - digits.length, digits.length);
    return fixed;
  }

  private static SpliceRule rule(List<Long> known, KeyType type) {
    Map<String, Object[]> rows = new java.util.HashMap<>();
    known.forEach(key -> rows.put(type.text(key), new Object[] {"of " + type.text(key)}));
    return new SpliceRule(
        "k",
        List.of(AddedColumn.of("category", ValueType.STRING)),
        KeyMatch.EXACT,
        rows,
        new Object[] {null});
  }

  private static SourceKey key(KeyType type) {
    return new SourceKey(List.of(SourceKey.Part.inColumn(List.of("k"), type, 0)));
  }

  private Spliced splice(Path file, SpliceRule rule, KeyType type) throws Exception {
    Splicer splicer =
        new Splicer(
            RawFile.CONF,
            List.of(PreparedLookup.of(rule)),
            new SourceColumns(null, List.of("category")));
    return Spliced.of(file, splicer.open(file, Spliced.bytes(file), List.of(key(type))));
  }

  private void eachRowGetsItsValue(
      String column, KeyType type, WriterVersion version, boolean dictionary) throws Exception {
    List<Long> values = values(!column.startsWith("int32"));
    List<Long> known =
        values.stream().filter(value -> value != null && value % 2 == 0).distinct().toList();

    Spliced spliced = splice(write(column, values, version, dictionary), rule(known, type), type);

    List<String> expected =
        values.stream()
            .map(value -> value != null && value % 2 == 0 ? "of " + text(value, type) : null)
            .toList();
    List<String> found = new ArrayList<>();
    for (Group row : RawFile.read(spliced.target())) {
      found.add(row.getFieldRepetitionCount("category") == 0 ? null : row.getString("category", 0));
    }
    assertThat(found).isEqualTo(expected);
    assertThat(spliced.tail().counts().get(0).matched())
        .isEqualTo(ROWS - Collections.frequency(expected, null));
    assertThat(spliced.tail().counts().get(0).nullKey())
        .isEqualTo(Collections.frequency(values, null));
  }

  private static String text(long value, KeyType type) {
    return type == KeyType.DATE ? LocalDate.ofEpochDay(value).toString() : "" + value;
  }

  /** Version 1 writes dictionaries and PLAIN, version 2 the encodings with differences. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int32 k                      | INTEGER",
        "int32 k (INTEGER(8, true))   | INTEGER",
        "int32 k (INTEGER(16, true))  | INTEGER",
        "int32 k (INTEGER(32, true))  | INTEGER",
        "int64 k                      | INTEGER",
        "int64 k (INTEGER(64, true))  | INTEGER",
        "int32 k (DECIMAL(9, 0))      | INTEGER",
        "int64 k (DECIMAL(18, 0))     | INTEGER",
        "fixed_len_byte_array(16) k (DECIMAL(38, 0)) | INTEGER",
        "binary k (DECIMAL(38, 0)) | INTEGER",
        "int32 k (DATE)               | DATE",
      })
  void valuesAreFoundInEveryEncoding(String column, KeyType type) throws Exception {
    for (WriterVersion version : WriterVersion.values()) {
      eachRowGetsItsValue(column, type, version, true);
      eachRowGetsItsValue(column, type, version, false);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int32 k (INTEGER(32, false)) | INTEGER | INT32 (UINT_32)",
        "int64 k (INTEGER(64, false)) | INTEGER | INT64 (UINT_64)",
        "int32 k (DATE)               | INTEGER | INT32 (DATE)",
        "int32 k                      | DATE    | INT32",
        "int64 k                      | DATE    | INT64",
        "int64 k                      | TEXT    | INT64",
        "int32 k (DECIMAL(5, 1))      | INTEGER | INT32 (DECIMAL)",
        "fixed_len_byte_array(16) k (DECIMAL(20, 2)) | INTEGER | FIXED_LEN_BYTE_ARRAY (DECIMAL)",
        "fixed_len_byte_array(16) k        | INTEGER | FIXED_LEN_BYTE_ARRAY",
        "fixed_len_byte_array(16) k (UUID) | TEXT    | FIXED_LEN_BYTE_ARRAY",
        "fixed_len_byte_array(16) k (UUID) | UUID    | FIXED_LEN_BYTE_ARRAY",
        "int64 k (TIMESTAMP(MICROS, true)) | INTEGER | INT64 (TIMESTAMP_MICROS)",
      })
  void aFileOfAnotherTypeThanItsTableIsRefused(String column, KeyType type, String stored)
      throws Exception {
    Path file = write(column, List.of(1L), WriterVersion.PARQUET_1_0, true);

    assertThatThrownBy(() -> splice(file, rule(List.of(), KeyType.INTEGER), type))
        .isInstanceOf(NotSpliceableException.class)
        .hasMessage("its key 'k' is not %s, but %s", type.word(), stored);
  }

  @ParameterizedTest
  @ValueSource(strings = {"org.apache.spark.legacyDateTime=", "org.apache.spark.version=2.4.8"})
  void daysOfAnotherCalendarAreRefused(String note) throws Exception {
    Path file =
        write("int32 k (DATE)", List.of(1L), WriterVersion.PARQUET_1_0, true, note.split("=", 2));

    assertThatThrownBy(() -> splice(file, rule(List.of(), KeyType.DATE), KeyType.DATE))
        .isInstanceOf(NotSpliceableException.class)
        .hasMessage(
            "its key 'k' counts old days by the Julian calendar, as Spark 2 does, and Spark 3 where"
                + " set to LEGACY");
  }

  @Test
  void keysAreCountedByDictionaryAlone() throws Exception {
    Path file = write("int64 k", List.of(1L, 22L, 1L, -3L), WriterVersion.PARQUET_1_0, true);
    SoughtKeys sought = SoughtKeys.of(KeyMatch.EXACT, "22", "-3", "007", "4");

    int found = sought.count(file, key(KeyType.INTEGER));

    assertThat(found).isEqualTo(2);
  }
}
