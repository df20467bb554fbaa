package dev.deltaenrich.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Types that a schema may name and a Delta table cannot hold. */
class RawSchemaTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"interval\"",
        "\"interval year to month\"",
        "\"interval hour\"",
        "\"char(3)\"",
        "\"varchar(3)\"",
        "\"void\"",
        "{\"type\":\"array\",\"elementType\":\"void\",\"containsNull\":true}",
        "{\"type\":\"map\",\"keyType\":\"string\",\"valueType\":\"char(3)\",\"valueContainsNull\":true}",
        "{\"type\":\"struct\",\"fields\":[{\"name\":\"in\",\"type\":\"interval day to second\",\"nullable\":true,\"metadata\":{}}]}"
      })
  void areRefusedWithTheirColumn(String type) {
    StructType schema = new StructType().add("odd", DataType.fromJson(type));

    assertThatThrownBy(() -> new RawSchema("/raw", schema).requireStorable(schema.apply(0)))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.COLUMN_UNSUPPORTED))
        .hasMessageStartingWith("Cannot enrich /raw: its column 'odd' is ");
  }

  @Test
  void thoseOfEveryTableArePlain() {
    StructType schema =
        StructType.fromDDL(
            "a STRING, b BIGINT, c INT, d SMALLINT, e TINYINT, f DOUBLE, g FLOAT, h DECIMAL(3,1), i BOOLEAN, j BINARY, k DATE, l TIMESTAMP, m TIMESTAMP_NTZ, n ARRAY<MAP<STRING,STRUCT<x:INT>>>");

    for (int i = 0; i < schema.size(); i++) {
      new RawSchema("/raw", schema).requireStorable(schema.apply(i));
    }
  }
}
