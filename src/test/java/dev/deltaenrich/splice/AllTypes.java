package dev.deltaenrich.splice;

import dev.deltaenrich.config.KeyMatch;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A rule that adds a column of each type. */
final class AllTypes {
  static final List<AddedColumn> COLUMNS =
      List.of(
          AddedColumn.of("category", ValueType.STRING),
          AddedColumn.of("small", ValueType.SHORT),
          AddedColumn.of("number", ValueType.INTEGER),
          AddedColumn.of("large", ValueType.LONG),
          AddedColumn.of("open", ValueType.BOOLEAN),
          AddedColumn.of("share", ValueType.FLOAT),
          AddedColumn.of("rate", ValueType.DOUBLE),
          AddedColumn.decimal("price", 9, 2),
          AddedColumn.decimal("worth", 18, 4),
          AddedColumn.decimal("wealth", 38, 10),
          AddedColumn.of("since", ValueType.DATE),
          AddedColumn.of("seen", ValueType.TIMESTAMP));

  private static final int NULL_IN = 9;

  private AllTypes() {}

  static SpliceRule rule(List<String> keys, KeyMatch match, Random random, int variety) {
    Map<String, Object[]> lookup = new HashMap<>();
    for (String key : keys) {
      lookup.put(match.normalise(key), values(random, variety));
    }
    return new SpliceRule("merchant_id", COLUMNS, match, lookup, new Object[COLUMNS.size()]);
  }

  /** A value, or null, for each column; the fewer the variety, the more are alike. */
  static Object[] values(Random random, int variety) {
    Object[] values = new Object[COLUMNS.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          random.nextInt(NULL_IN) == 0
              ? null
              : value(COLUMNS.get(i), random.nextInt(variety) - variety / 2);
    }
    return values;
  }

  private static Object value(AddedColumn column, long number) {
    return switch (column.type()) {
      case STRING -> "category " + number + (number % 3 == 0 ? " Ä€😀" : "");
      case SHORT, INTEGER -> (int) (short) number;
      case LONG -> number * 10_000_000_019L;
      case BOOLEAN -> number % 2 == 0;
      case FLOAT -> number / 4f;
      case DOUBLE -> number / 3.0;
      case DECIMAL -> decimal(column, number);
      case DATE -> LocalDate.EPOCH.plusDays(number * 37);
      case TIMESTAMP -> Instant.EPOCH.plus(number * 86_400_123_457L, ChronoUnit.MICROS);
    };
  }

  private static BigDecimal decimal(AddedColumn column, long number) {
    BigInteger most = BigInteger.TEN.pow(column.precision()).subtract(BigInteger.ONE);
    return new BigDecimal(most, column.scale())
        .divide(BigDecimal.valueOf(1L << 20))
        .multiply(BigDecimal.valueOf(number))
        .setScale(column.scale(), java.math.RoundingMode.DOWN);
  }
}
