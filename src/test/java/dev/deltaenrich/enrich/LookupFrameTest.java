package dev.deltaenrich.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.services.TestSession;
import dev.deltaenrich.source.Lookup;
import dev.deltaenrich.source.LookupColumn;
import dev.deltaenrich.source.LookupRow;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

class LookupFrameTest {
  private final SparkSession spark = TestSession.get().cloneSession();

  @Test
  void keysAreNormalisedAndValuesKept() {
    LookupFrame frame = LookupFrame.broadcasted(spark, lookup(10), KeyMatch.TRIM_IGNORE_CASE);

    assertThat(frame.rows().sort(LookupFrame.KEY).first().toSeq().mkString("|"))
        .isEqualTo("key 0|true|value 0");
  }

  @Test
  void aLargeLookupIsCutIntoTasksThatSparkWillSend() {
    assertThat(tasks(10)).isEqualTo(spark.sparkContext().defaultParallelism());
    assertThat(tasks(200L << 20)).isEqualTo(50);
  }

  private int tasks(long bytes) {
    LookupFrame frame = LookupFrame.broadcasted(spark, lookup(bytes), KeyMatch.EXACT);
    return frame.rows().queryExecution().toRdd().getNumPartitions();
  }

  /** A hundred rows that are said to be {@code bytes} long. */
  private static Lookup lookup(long bytes) {
    List<LookupRow> rows =
        IntStream.range(0, 100)
            .mapToObj(i -> new LookupRow(" Key " + i, new Object[] {"value " + i}))
            .toList();
    List<LookupColumn> columns = List.of(new LookupColumn("category", DataTypes.StringType));
    return new Lookup("id", "merchant_lookup", columns, rows.size(), bytes, rows, false);
  }
}
