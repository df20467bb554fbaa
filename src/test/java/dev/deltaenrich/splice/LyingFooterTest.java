package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Footers that readers of Parquet would not take, or would take in another way than we would. */
class LyingFooterTest {
  private static final int KEY = 1;
  private static final int AMOUNT = 2;

  @TempDir java.nio.file.Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = RawFile.ofMerchants(folder, 500, 9);
  }

  private void refusesAfter(UnaryOperator<ThriftStruct> edit, String reason) throws IOException {
    FooterEdit.edit(file, edit);
    assertThatThrownBy(() -> Spliced.of(file, rule()))
        .isInstanceOf(NotSpliceableException.class)
        .hasMessage(reason);
  }

  private static SpliceRule rule() {
    return Spliced.categories(Map.of("MER-1", "one"), null);
  }

  /** Readers go by the path. */
  @Test
  void keyWhoseChunkIsCalledOtherwise() throws IOException {
    refusesAfter(
        FooterEdit.inData(KEY, data -> data.withTexts(Fields.Data.PATH, List.of("amount"))),
        "row group 0 has column 'amount' in place of 'merchant_id'");
  }

  /** Parquet reads no row of such a file, whichever column is asked for. */
  @Test
  void boundThatIsShorterThanItsType() throws IOException {
    refusesAfter(
        FooterEdit.inData(
            AMOUNT,
            data ->
                data.withStruct(
                    Fields.Data.STATISTICS,
                    data.struct(Fields.Data.STATISTICS).withText(Fields.Bounds.MIN, "short"))),
        "row group 0 has column 'amount' of type DOUBLE, but a bound of 5 bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {Fields.Group.TOTAL_BYTES, Fields.Group.ROWS})
  void rowGroupWhoseSizeIsNoNumber(int field) throws IOException {
    FooterEdit.edit(
        file, FooterEdit.inList(Fields.File.ROW_GROUPS, 0, group -> group.withText(field, "many")));

    assertThatThrownBy(() -> Spliced.of(file, rule()))
        .satisfiesAnyOf(
            e -> assertThat(e).hasMessageContaining("its row groups have"),
            e -> assertThat(e).hasMessageContaining("row group 0 does not tell how many bytes"));
  }
}
