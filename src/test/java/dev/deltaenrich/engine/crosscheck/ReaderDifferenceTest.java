package dev.deltaenrich.engine.crosscheck;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReaderDifferenceTest {
  @Test
  void itIsSaidOfAColumnOrOfAWholeRow() {
    ReaderDifference ofColumn =
        new ReaderDifference("raw", "a/file", "merchant_id", 1, "'ote-1'", "'1'");
    ReaderDifference ofRow =
        new ReaderDifference("curated", "a/file", null, 3, "not there", "there");

    assertThat(ofColumn.sentence())
        .isEqualTo(
            "The raw file a/file: column merchant_id of row 1 is 'ote-1' as Spark reads it and '1' as parquet-java does");
    assertThat(ofRow.sentence())
        .isEqualTo(
            "The curated file a/file: row 3 is not there as Spark reads it and there as parquet-java does");
  }
}
