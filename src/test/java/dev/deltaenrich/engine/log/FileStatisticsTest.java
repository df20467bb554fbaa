package dev.deltaenrich.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class FileStatisticsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"numRecords\":7}",
        "{\"minValues\":{\"numRecords\":1},\"tightBounds\":false,\"numRecords\":7,\"nullCount\":{}}",
        "{\"numRecords\":7,\"minValues\":{"
      })
  void rowsAreFoundWhereverTheyStand(String statistics) {
    assertThat(FileStatistics.rows(statistics)).hasValue(7);
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"{}", "{\"numRecords\":null}", "{\"minValues\":{\"numRecords\":1}}"})
  void rowsThatAreNotSaidAreUnknown(String statistics) {
    assertThat(FileStatistics.rows(statistics)).isEmpty();
  }

  @Test
  void garbageIsNamed() {
    assertThatThrownBy(() -> FileStatistics.rows("{\"minValues\":?}"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("'?'");
  }
}
