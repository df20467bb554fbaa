package dev.deltaenrich.engine.crosscheck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.TestSession;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows as a reader that is wrong would show them, beside those of parquet-java. */
class ReaderComparisonTest {
  private static final StructType SCHEMA = StructType.fromDDL("merchant_id STRING, amount DOUBLE");
  private static String file;

  @BeforeAll
  static void begin() throws Exception {
    TestSession.get();
    file = ReaderComparisonTest.class.getResource("/verify/nulls.parquet").toURI().toString();
  }

  @AfterEach
  void leaveTheFile() {
    InputFileBlockHolder.unset();
  }

  @Test
  void equalRowsAreNoDifference() throws Exception {
    assertThat(compare(row("0", 1.5), row("1", null), row("2", 2.5), row("3", null))).isEmpty();
  }

  @Test
  void theFirstRowThatDiffersIsToldWithBothValues() throws Exception {
    assertThat(compare(row("0", 1.5), row("1", 0.0), row("", 9.9), row("3", null)))
        .containsExactly(new ReaderDifference("raw", file, "amount", 1, "0.0", "null"));
    assertThat(compare(row("0", 1.5), row("ote-1", null), row("2", 2.5), row("3", null)))
        .containsExactly(new ReaderDifference("raw", file, "merchant_id", 1, "'ote-1'", "'1'"));
  }

  @Test
  void tooFewAndTooManyRowsAreTold() throws Exception {
    assertThat(compare(row("0", 1.5), row("1", null), row("2", 2.5)))
        .containsExactly(new ReaderDifference("raw", file, null, 3, "not there", "there"));
    assertThat(
            compare(row("0", 1.5), row("1", null), row("2", 2.5), row("3", null), row("4", null)))
        .containsExactly(new ReaderDifference("raw", file, null, 4, "there", "not there"));
  }

  private static List<ReaderDifference> compare(InternalRow... rows) throws Exception {
    SecondReader reader =
        new SecondReader(
            new SerializableConfiguration(new Configuration()), SCHEMA, false, false, false);
    InputFileBlockHolder.set(file, 0, 1);
    List<ReaderDifference> found = new ArrayList<>();
    new ReaderComparison(
            reader, "raw", (uri, cause) -> new IllegalStateException(uri, cause), SCHEMA)
        .call(List.of(rows).iterator())
        .forEachRemaining(bytes -> found.addAll(bytes.value().differences()));
    return found;
  }

  private static InternalRow row(String key, Double amount) {
    return new GenericInternalRow(new Object[] {UTF8String.fromString(key), amount});
  }
}
