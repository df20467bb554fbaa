package dev.deltaenrich.engine.crosscheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.Test;

/** What the second reader makes of files by pyarrow, in the types of a table; no Spark session. */
class ParquetRowsTest {
  private Map<String, String> unread;
  private String misread;

  @Test
  void valuesOfAllTypesAreThose() throws Exception {
    List<String> rows =
        read(
            "types",
            "unsigned BIGINT, huge DECIMAL(20,0), small TINYINT, day DATE, millis TIMESTAMP,"
                + " micros TIMESTAMP, local TIMESTAMP_NTZ, fixed DECIMAL(30,2),"
                + " map MAP<STRING, INT>, deep ARRAY<STRUCT<a: ARRAY<BIGINT>>>, truth BOOLEAN");
    assertThat(unread).isEmpty();
    assertThat(rows.get(0))
        .isEqualTo(
            "4000000000 | 18000000000000000000 | -3 | 1234-05-06 | 2024-02-29 01:02:03.004 |"
                + " 1800-02-28 01:02:03.000004 | 2024-02-29 01:02:03.000004 |"
                + " -12345678901234567890.12 | {k -> 1, l -> null} |"
                + " [{[1, null]}, null] | true");
    assertThat(rows.get(1)).startsWith("null | null | null").endsWith("[] | null");
  }

  @Test
  void decimalsAreReadFromNumbers() throws Exception {
    assertThat(read("stored-int", "money DECIMAL(4,2)")).containsExactly("-1.25", "99.99");
  }

  @Test
  void timesOf96BitsAreReadBefore1970() throws Exception {
    assertThat(read("int96", "at TIMESTAMP")).containsExactly("1969-12-31 23:59:59.999999", "null");
  }

  @Test
  void listsOfOlderWritersAreLists() throws Exception {
    assertThat(read("old-list", "items ARRAY<INT>")).containsExactly("[1, 2]", "null");
  }

  @Test
  void notNullInTheTableMakesNoNullAValue() throws Exception {
    assertThat(
            read("nulls", "merchant_id STRING NOT NULL, amount DOUBLE NOT NULL, items ARRAY<INT>"))
        .containsExactly(
            "'0' | 1.5 | [1, null, 3]",
            "'1' | null | []",
            "'2' | 2.5 | null",
            "'3' | null | [null]");
  }

  @Test
  void columnsThatTheFileLacksAreNull() throws Exception {
    assertThat(read("nulls", "later STRING, AMOUNT DOUBLE").subList(0, 2))
        .containsExactly("null | 1.5", "null | null");
  }

  @Test
  void rowGroupsWithoutRowsArePassedOver() throws Exception {
    assertThat(read("empty-groups", "id BIGINT")).containsExactly("7", "8", "9");
    assertThat(misread).isEqualTo("it has row groups without rows");
  }

  @Test
  void aStructWhoseFieldsAreAllNewerIsAStructOfNulls() throws Exception {
    assertThat(read("old", "s STRUCT<b: INT, c: STRING>"))
        .containsExactly("{null, null}", "null", "{null, null}");
    assertThat(misread).contains("SPARK-53535");
  }

  @Test
  void textsOfDeltaLengthsHoldTheirNulls() throws Exception {
    assertThat(read("delta-length", "note STRING").subList(0, 3))
        .containsExactly("null", "'note-1x'", "'note-2xx'");
  }

  @Test
  void whatSparkDoesNotReadThatWayIsSaid() throws Exception {
    assertThat(read("nanos", "at TIMESTAMP")).containsExactly("", "");
    assertThat(unread)
        .containsEntry(
            "at",
            "it is optional int64 at (TIMESTAMP(NANOS,true)) in the file and timestamp in the table");
  }

  private List<String> read(String name, String ddl) throws IOException, URISyntaxException {
    StructType schema = StructType.fromDDL(ddl);
    SecondReader reader =
        new SecondReader(
            new SerializableConfiguration(new Configuration()), schema, false, false, false);
    String uri = getClass().getResource("/verify/" + name + ".parquet").toURI().toString();
    try (ParquetRows rows = reader.open(uri)) {
      unread = rows.unread();
      misread = rows.misreadBySpark();
      List<String> texts = new ArrayList<>();
      rows.forEachRemaining(row -> texts.add(text(rows, row, schema)));
      return texts;
    }
  }

  private static String text(ParquetRows rows, InternalRow row, StructType schema) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < rows.places().size(); i++) {
      DataType type = schema.fields()[rows.places().get(i)].dataType();
      values.add(ReaderComparison.text(row.get(i, type), type));
    }
    return String.join(" | ", values);
  }
}
