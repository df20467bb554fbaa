package dev.deltaenrich.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What enrichment asks of a raw table's columns, without a table. */
class RawSchemaTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id INT, ID INT | 'id' and 'ID'",
        "id INT, s STRUCT<a:INT,b:INT,A:INT> | 'a' and 'A'",
        "l ARRAY<STRUCT<`é`:INT,`É`:INT>> | 'é' and 'É'",
        "m MAP<STRUCT<k:INT,K:INT>,INT> | 'k' and 'K'",
        "m MAP<INT,ARRAY<STRUCT<s:STRUCT<v:INT,V:INT>>>> | 'v' and 'V'",
      })
  void namesThatDifferInCaseAloneAreRefused(String columns, String names) {
    assertThatThrownBy(new RawSchema("raw", StructType.fromDDL(columns))::requireDistinctNames)
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.COLUMN_UNSUPPORTED))
        .hasMessage(
            "Cannot enrich raw: its columns %s differ in upper and lower case alone, so that no reader can tell them apart in a Delta table; rename one of them where the table is made",
            names);
  }

  @Test
  void aNameMayBeThereOnceInEachStruct() {
    StructType columns =
        StructType.fromDDL("id INT, a STRUCT<ID:INT,b:STRUCT<Id:INT>>, B ARRAY<STRUCT<iD:INT>>");
    assertThatCode(new RawSchema("raw", columns)::requireDistinctNames).doesNotThrowAnyException();
  }

  @Test
  void columnsInCommonAreFoundAtAnyDepth() {
    StructType now =
        StructType.fromDDL("a INT, s STRUCT<x:INT,y:INT>, l ARRAY<STRUCT<z:INT,new:INT>>, b INT");
    StructType before = StructType.fromDDL("s STRUCT<x:INT>, l ARRAY<STRUCT<z:INT>>, b INT");

    assertThat(RawSchema.common(now, before)).isEqualTo(before);
    assertThat(RawSchema.common(now, now)).isEqualTo(now);
  }

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
  void typesThatADeltaTableCannotHoldAreRefusedWithTheirColumn(String type) {
    StructType schema = new StructType().add("odd", DataType.fromJson(type));

    assertThatThrownBy(() -> new RawSchema("/raw", schema).requireStorable(schema.apply(0)))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.COLUMN_UNSUPPORTED))
        .hasMessageStartingWith("Cannot enrich /raw: its column 'odd' is ");
  }

  @Test
  void typesOfEveryTableAreTaken() {
    StructType schema =
        StructType.fromDDL(
            "a STRING, b BIGINT, c INT, d SMALLINT, e TINYINT, f DOUBLE, g FLOAT, h DECIMAL(3,1), i BOOLEAN, j BINARY, k DATE, l TIMESTAMP, m TIMESTAMP_NTZ, n ARRAY<MAP<STRING,STRUCT<x:INT>>>");

    for (int i = 0; i < schema.size(); i++) {
      new RawSchema("/raw", schema).requireStorable(schema.apply(i));
    }
  }
}
