package dev.deltaenrich.enrich;

import dev.deltaenrich.config.KeyEquality;
import dev.deltaenrich.config.Rule;
import dev.deltaenrich.config.Unmatched;
import dev.deltaenrich.engine.TextCast;
import dev.deltaenrich.source.Lookup;
import dev.deltaenrich.source.LookupRow;
import dev.deltaenrich.splice.AddedColumn;
import dev.deltaenrich.splice.RowValidity;
import dev.deltaenrich.splice.SpliceRule;
import dev.deltaenrich.splice.ValueType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;

/** The rule and a lookup, as the splice producer takes them. */
public final class SpliceRules {
  private static final Map<DataType, ValueType> TYPES =
      Map.of(
          DataTypes.StringType, ValueType.STRING,
          DataTypes.ShortType, ValueType.SHORT,
          DataTypes.IntegerType, ValueType.INTEGER,
          DataTypes.LongType, ValueType.LONG,
          DataTypes.BooleanType, ValueType.BOOLEAN,
          DataTypes.FloatType, ValueType.FLOAT,
          DataTypes.DoubleType, ValueType.DOUBLE,
          DataTypes.DateType, ValueType.DATE,
          DataTypes.TimestampType, ValueType.TIMESTAMP);

  private SpliceRules() {}

  /**
   * The rule with its lookup.
   *
   * @param lookup where it is spilled, the rule comes without rows
   * @param spark its time zone is asked for only where a default value is no text
   */
  static SpliceRule of(Rule rule, Lookup lookup, SparkSession spark) {
    List<AddedColumn> columns = new ArrayList<>();
    Object[] unmatched = new Object[rule.columns().size()];
    for (int i = 0; i < unmatched.length; i++) {
      DataType type = lookup.columns().get(i).type();
      columns.add(column(rule.columns().get(i).name(), type));
      unmatched[i] = fromCatalyst(unmatched(rule.unmatched(), type, spark), type);
    }
    return new SpliceRule(
        rule.rawKey(),
        columns,
        rule.match(),
        values(lookup, rule.match()),
        unmatched,
        validity(rule));
  }

  private static RowValidity validity(Rule rule) {
    return rule.validity()
        .map(it -> it.untilNext() ? RowValidity.UNTIL_NEXT : RowValidity.IN_PERIOD)
        .orElse(RowValidity.ALWAYS);
  }

  private static AddedColumn column(String name, DataType type) {
    return type instanceof DecimalType decimal
        ? AddedColumn.decimal(name, decimal.precision(), decimal.scale())
        : AddedColumn.of(name, TYPES.get(type));
  }

  private static Map<String, Object[]> values(Lookup lookup, KeyEquality match) {
    Map<String, Object[]> values = new HashMap<>();
    for (LookupRow row : lookup.rows()) {
      values.put(match.normalise(row.key()), row.values());
    }
    return values;
  }

  /** Whether what rows without a match get is a value of a lookup column's type. */
  public static boolean fits(Unmatched unmatched, DataType type, SparkSession spark) {
    return unmatched.policy() != Unmatched.Policy.DEFAULT
        || unmatched(unmatched, type, spark) != null;
  }

  /** What Spark's cast of the default gives; null where it does not fit. */
  private static Object unmatched(Unmatched unmatched, DataType type, SparkSession spark) {
    if (unmatched.policy() != Unmatched.Policy.DEFAULT) {
      return null;
    }
    String text = unmatched.text().orElseThrow();
    if (type.equals(DataTypes.StringType)) {
      return text;
    }
    return TextCast.of(text, type, spark.conf().get(TextCast.TIME_ZONE));
  }

  private static Object fromCatalyst(Object value, DataType type) {
    if (value == null) {
      return null;
    }
    if (value instanceof Decimal decimal) {
      return decimal.toJavaBigDecimal();
    }
    if (type.equals(DataTypes.DateType)) {
      return LocalDate.ofEpochDay((Integer) value);
    }
    if (type.equals(DataTypes.TimestampType)) {
      return Instant.EPOCH.plus((Long) value, ChronoUnit.MICROS);
    }
    return value;
  }
}
