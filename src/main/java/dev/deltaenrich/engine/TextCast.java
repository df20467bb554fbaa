package dev.deltaenrich.engine;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;

/** Spark's cast of texts, as all lines do it without ANSI mode, which Spark 4 has by default. */
public final class TextCast {
  /** The setting of the zone that times without a zone are in. */
  public static final String TIME_ZONE = "spark.sql.session.timeZone";

  private TextCast() {}

  /**
   * A text as a value of Spark's own form.
   *
   * @param text may be null
   * @param timeZone of times that name none
   * @return null where the text is no such value
   */
  public static Object of(String text, DataType type, String timeZone) {
    Literal literal = new Literal(UTF8String.fromString(text), DataTypes.StringType);
    return new Cast(literal, type, Option.apply(timeZone), EvalMode.LEGACY())
        .eval(InternalRow.empty());
  }
}
