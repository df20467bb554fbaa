package dev.deltaenrich.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.TestSession;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;

/** The hash of a row: the same for the same row, another after the slightest change. */
class RowHashTest {
  /** One row with a column of every type. */
  static final String ROW =
      """
      SELECT 'MER-ABC' merchant_id, map('k', 1, 'n', NULL) a_map, array('a', NULL, '') an_array,
        named_struct('x', 1, 'y', named_struct('z', CAST(NULL AS STRING))) a_struct,
        CAST('12345678901234567890.123456789012345678' AS DECIMAL(38,18)) a_decimal,
        TIMESTAMP'2024-02-29 12:34:56.123456' a_timestamp, X'00FF' a_binary, DATE'0001-01-01' a_date,
        CAST('NaN' AS DOUBLE) a_double, array(map('k', array(1, 2)), map('k', array(3))) deep,
        TIMESTAMP_NTZ'2024-02-29 12:34:56.123456' a_local_timestamp, CAST(NULL AS STRING) nothing""";

  private static final List<String> CHANGES =
      List.of(
          "'MER-ABC' -> 'MER-ABC '",
          "'n', NULL -> 'n', 0",
          "'k', 1, 'n', NULL -> 'k', 1",
          "array('a', NULL, '') -> array(NULL, 'a', '')",
          "array('a', NULL, '') -> array('a', '', '')",
          "array('a', NULL, '') -> array('a', NULL, '', NULL)",
          "array('a', NULL, '') -> CAST(array() AS ARRAY<STRING>)",
          "array('a', NULL, '') -> CAST(NULL AS ARRAY<STRING>)",
          "named_struct('z', CAST(NULL AS STRING)) -> named_struct('z', '')",
          "named_struct('z', CAST(NULL AS STRING)) -> CAST(NULL AS STRUCT<z: STRING>)",
          "123456789012345678' -> 123456789012345679'",
          "TIMESTAMP'2024-02-29 12:34:56.123456' -> TIMESTAMP'2024-02-29 12:34:56.123457'",
          "TIMESTAMP_NTZ'2024-02-29 12:34:56.123456' -> TIMESTAMP_NTZ'2024-02-29 12:34:56.123457'",
          "X'00FF' -> X'00FE'",
          "X'00FF' -> X'FF'",
          "DATE'0001-01-01' -> DATE'0001-01-02'",
          "CAST('NaN' AS DOUBLE) -> CAST(NULL AS DOUBLE)",
          "array(1, 2)), map('k', array(3)) -> array(1)), map('k', array(2, 3))",
          "CAST(NULL AS STRING) nothing -> '' nothing");

  private final SparkSession spark = TestSession.get();

  @Test
  void everyChangeOfAValueChangesBothHashes() {
    Stream<String> changed = CHANGES.stream().map(RowHashTest::changed);
    List<Row> hashes = hashes(Stream.concat(Stream.of(ROW), changed));
    assertThat(hashes).extracting(row -> row.getLong(0)).doesNotHaveDuplicates();
    assertThat(hashes).extracting(row -> row.getLong(1)).doesNotHaveDuplicates();
    assertThat(hashes).allSatisfy(row -> assertThat(row.getLong(0)).isNotEqualTo(row.getLong(1)));
  }

  @Test
  void equalRowsHaveEqualHashes() {
    assertThat(hashes(Stream.of(ROW, ROW)).stream().distinct()).hasSize(1);
  }

  @Test
  void aValueThatMovesToTheNextColumnChangesTheHash() {
    List<Row> hashes =
        hashes(
            Stream.of(
                "SELECT CAST(NULL AS STRING) a, 'x' b",
                "SELECT 'x' a, CAST(NULL AS STRING) b",
                "SELECT 'x' a, '' b",
                "SELECT '' a, 'x' b"));
    assertThat(hashes.stream().distinct()).hasSize(4);
  }

  private static String changed(String change) {
    String[] parts = change.split(" -> ", -1);
    assertThat(ROW).contains(parts[0]);
    return ROW.replace(parts[0], parts[1]);
  }

  private List<Row> hashes(Stream<String> queries) {
    Dataset<Row> rows = spark.sql(queries.collect(Collectors.joining(" UNION ALL ")));
    List<StructField> fields = Arrays.asList(rows.schema().fields());
    return rows.select(RowHash.first(fields), RowHash.second(fields)).collectAsList();
  }
}
