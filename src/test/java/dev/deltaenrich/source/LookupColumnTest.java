package dev.deltaenrich.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

class LookupColumnTest {
  private static void comesBack(DataType type, Object... values) {
    List<String> texts = new LookupRow("key", values).texts();
    LookupColumn column = new LookupColumn("a", type);

    assertThat(texts).extracting(column::value).containsExactly(values);
  }

  @Test
  void theTextsOfARowBecomeItsValues() {
    comesBack(DataTypes.StringType, "", " ä\n", "null");
    comesBack(DataTypes.ShortType, Short.MIN_VALUE, (short) 7);
    comesBack(DataTypes.IntegerType, Integer.MIN_VALUE, 0);
    comesBack(DataTypes.LongType, Long.MAX_VALUE, -1L);
    comesBack(DataTypes.BooleanType, true, false);
    comesBack(DataTypes.FloatType, Float.NaN, Float.NEGATIVE_INFINITY, -0.0f, Float.MIN_VALUE);
    comesBack(DataTypes.DoubleType, Double.NaN, Double.POSITIVE_INFINITY, 0.1, Double.MAX_VALUE);
    comesBack(
        DataTypes.createDecimalType(38, 10),
        new BigDecimal("1234567890123456789012345678.0123456789"),
        new BigDecimal("0E-10"),
        new BigDecimal("-0.0000000001"));
    comesBack(
        DataTypes.DateType,
        LocalDate.of(-43, 3, 15),
        LocalDate.of(2024, 2, 29),
        LocalDate.of(12345, 6, 7));
    comesBack(
        DataTypes.TimestampType,
        Instant.parse("-0043-03-15T01:02:03Z"),
        Instant.parse("1969-12-31T23:59:59.999999Z"),
        Instant.parse("+12345-06-07T08:09:10.000001Z"));
  }

  @Test
  void aTextThatIsNoValueIsRefused() {
    assertThatThrownBy(() -> new LookupColumn("a", DataTypes.DateType).value("yesterday"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("yesterday is no DATE");
    assertThatThrownBy(() -> new LookupColumn("a", DataTypes.IntegerType).value("x"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
