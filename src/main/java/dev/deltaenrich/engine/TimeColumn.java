package dev.deltaenrich.engine;

import java.time.ZoneId;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A column of times as Spark computes with them. */
public final class TimeColumn {
  private TimeColumn() {}

  /**
   * Its microseconds since 1970 in UTC; null where the row has no time, or the table no such
   * column.
   *
   * @param name of a column, or a field inside of structs: a date, or a time with or without a zone
   * @param zone of dates, and of times without a zone
   */
  public static Column micros(StructType schema, String name, ZoneId zone) {
    Optional<ColumnPath> path = ColumnPath.find(schema, name);
    if (path.isEmpty()) {
      return functions.lit(null).cast(DataTypes.LongType);
    }
    Column time = path.get().column();
    if (!path.get().last().dataType().equals(DataTypes.TimestampType)) {
      // A text that names its zone: the session's zone does not count then.
      Column local = time.cast(DataTypes.TimestampNTZType).cast(DataTypes.StringType);
      time =
          functions.concat(local, functions.lit(" " + zone.getId())).cast(DataTypes.TimestampType);
    }
    return functions.callUDF("unix_micros", time);
  }
}
