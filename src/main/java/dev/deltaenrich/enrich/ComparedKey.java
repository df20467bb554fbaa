package dev.deltaenrich.enrich;

import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.deltaenrich.config.CompositeKey;
import dev.deltaenrich.config.KeyEquality;
import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.config.Period;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/** A key as Spark SQL compares it. */
final class ComparedKey {
  private ComparedKey() {}

  /** A column of keys as they are compared; the same as {@link KeyEquality#normalise}. */
  static Column of(Column key, KeyEquality match) {
    if (match instanceof KeyMatch setting) {
      return switch (setting) {
        case EXACT -> key;
        case TRIM -> trimmed(key);
        case TRIM_IGNORE_CASE -> lower(trimmed(key));
      };
    }
    UDF1<String, String> normalise = match::normalise;
    return udf(normalise, DataTypes.StringType).apply(key);
  }

  /** A column of keys that have periods after them, without these; the same as {@link Period}. */
  static Column withoutPeriod(Column keyWithPeriod) {
    return regexp_replace(keyWithPeriod, "\\x00[^\\x00]*\\x00[^\\x00]*$", "");
  }

  /** Of a composite key each part. */
  private static Column trimmed(Column key) {
    String separator = String.valueOf(CompositeKey.SEPARATOR);
    return when(key.contains(separator), regexp_replace(trim(key), " *\\x00 *", separator))
        .otherwise(trim(key));
  }
}
