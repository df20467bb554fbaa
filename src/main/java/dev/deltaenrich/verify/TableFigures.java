package dev.deltaenrich.verify;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;

/**
 * Figures over all rows of a table that do not depend on the rows' order and that two tables share
 * only when they hold the same rows equally often.
 *
 * <p>The first hash is added up: unlike xor alone, a sum sees a row that stands there twice more.
 * It is added as two signed halves of 32 bits, since the sum of whole hashes overflows, which fails
 * a query in ANSI mode, and a sum of decimals costs more than reading the row. The second hash is
 * combined by xor: cheap, and a difference that the sum misses by chance (2 to the power of -64)
 * still has to pass it.
 *
 * @param rows how many
 * @param high sum of the upper halves of the first hash
 * @param low sum of the lower halves
 * @param xor all second hashes
 */
record TableFigures(long rows, long high, long low, long xor) {
  /** How many aggregates there are. */
  static final int COUNT = 4;

  /** Of no rows. */
  static final TableFigures NONE = new TableFigures(0, 0, 0, 0);

  private static final int HALF = 32;
  private static final String FIRST = "_verify_hash1";
  private static final String SECOND = "_verify_hash2";

  /** The columns that {@link #aggregates} needs, beside those that are there. */
  static List<Column> hashes(List<StructField> fields) {
    return List.of(RowHash.first(fields).as(FIRST), RowHash.second(fields).as(SECOND));
  }

  /** The first hash's column name. */
  static String first() {
    return FIRST;
  }

  /** The second hash's column name. */
  static String second() {
    return SECOND;
  }

  /** One aggregate for each component. */
  static List<Column> aggregates() {
    Column first = functions.col(FIRST);
    Column low = functions.shiftright(functions.shiftleft(first, HALF), HALF);
    return List.of(
        functions.count(functions.lit(1)),
        orZero(functions.sum(functions.shiftright(first, HALF))),
        orZero(functions.sum(low)),
        orZero(functions.expr("bit_xor(" + SECOND + ")")));
  }

  /** Reads the aggregates, which begin at the row's column {@code from}. */
  static TableFigures of(Row row, int from) {
    return new TableFigures(
        row.getLong(from), row.getLong(from + 1), row.getLong(from + 2), row.getLong(from + 3));
  }

  /** Those of both tables' rows together. */
  TableFigures plus(TableFigures other) {
    return new TableFigures(rows + other.rows, high + other.high, low + other.low, xor ^ other.xor);
  }

  /** All but the number of rows, as hexadecimal digits. */
  String hash() {
    return "%016x%016x%016x".formatted(high, low, xor);
  }

  static Column orZero(Column aggregate) {
    return functions.coalesce(aggregate, functions.lit(0L));
  }
}
