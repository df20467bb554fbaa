package dev.deltaenrich.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexedColumnsTest {
  private static final StructType COLUMNS =
      StructType.fromDDL(
          "a INT, s STRUCT<x: INT, y: STRUCT<z: INT>>, l ARRAY<STRUCT<p: INT, q: INT>>, b INT");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | struct<>",
        "1 | struct<a:int>",
        "2 | struct<a:int,s:struct<x:int>>",
        "3 | struct<a:int,s:struct<x:int,y:struct<z:int>>>",
        "4 | struct<a:int,s:struct<x:int,y:struct<z:int>>,l:array<struct<p:int,q:int>>>",
        "5 | struct<a:int,s:struct<x:int,y:struct<z:int>>,l:array<struct<p:int,q:int>>,b:int>",
        "-1 | struct<a:int,s:struct<x:int,y:struct<z:int>>,l:array<struct<p:int,q:int>>,b:int>"
      })
  void leavesAreCountedFromTheFirst(int most, String kept) {
    assertThat(IndexedColumns.of(COLUMNS, most).catalogString()).isEqualTo(kept);
  }
}
