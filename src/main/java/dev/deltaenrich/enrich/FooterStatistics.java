package dev.deltaenrich.enrich;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.deltaenrich.splice.LeafBounds;
import dev.deltaenrich.splice.ParquetFooter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * Statistics for the log of what a file's footer says of its columns (Delta PROTOCOL, "Per-file
 * Statistics"): for files whose log entry has none, or none that are tight.
 */
final class FooterStatistics {
  private static final DateTimeFormatter LOCAL_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS");

  private FooterStatistics() {}

  /**
   * The statistics as they stand in an add action. Where the footer does not tell a bound, or tells
   * one of another type than the table's, there is none.
   *
   * @param footer of a file that has its columns by the table's names
   * @param columns those that the table keeps statistics of, and the fields inside them
   */
  static String of(ParquetFooter footer, StructType columns) {
    ObjectNode statistics = StatisticsJson.JSON.createObjectNode();
    statistics.put(StatisticsJson.ROWS, footer.rows());
    for (LeafBounds leaf : LeafBounds.of(footer)) {
      Optional<DataType> type = type(columns, leaf.path());
      if (type.isPresent()) {
        leaf.nullCount()
            .ifPresent(
                nulls -> struct(statistics, StatisticsJson.NULLS, leaf).put(name(leaf), nulls));
        put(statistics, StatisticsJson.MIN, leaf, smallest(leaf.min(), type.get()));
        put(statistics, StatisticsJson.MAX, leaf, largest(leaf.max(), type.get()));
      }
    }
    return statistics.toString();
  }

  private static Optional<DataType> type(StructType columns, List<String> path) {
    DataType type = columns;
    for (String name : path) {
      Optional<StructField> field =
          type instanceof StructType struct
              ? Arrays.stream(struct.fields())
                  .filter(found -> found.name().equals(name))
                  .findFirst()
              : Optional.empty();
      if (field.isEmpty()) {
        return Optional.empty();
      }
      type = field.get().dataType();
    }
    return Optional.of(type);
  }

  private static void put(ObjectNode statistics, String map, LeafBounds leaf, Object value) {
    if (value != null) {
      AddedStatistics.put(struct(statistics, map, leaf), name(leaf), value);
    }
  }

  private static Object smallest(Object min, DataType type) {
    return min == null || !fits(min, type)
        ? null
        : min instanceof LocalDateTime time
            ? LOCAL_TIME.format(time.truncatedTo(ChronoUnit.MILLIS))
            : AddedStatistics.smallest(min);
  }

  /** Not all readers know that times without a zone are cut, so the largest is not cut down. */
  private static Object largest(Object max, DataType type) {
    return max == null || !fits(max, type)
        ? null
        : max instanceof LocalDateTime time
            ? LOCAL_TIME.format(time.plus(999, ChronoUnit.MICROS).truncatedTo(ChronoUnit.MILLIS))
            : AddedStatistics.largest(max);
  }

  private static boolean fits(Object bound, DataType type) {
    if (bound instanceof Long) {
      return type instanceof ByteType
          || type instanceof ShortType
          || type instanceof IntegerType
          || type instanceof LongType;
    }
    if (bound instanceof BigDecimal decimal) {
      return type instanceof DecimalType wanted && decimal.scale() == wanted.scale();
    }
    return bound instanceof String && type instanceof StringType
        || bound instanceof Float && type instanceof FloatType
        || bound instanceof Double && type instanceof DoubleType
        || bound instanceof LocalDate && type instanceof DateType
        || bound instanceof Instant && type instanceof TimestampType
        || bound instanceof LocalDateTime && type instanceof TimestampNTZType;
  }

  private static ObjectNode struct(ObjectNode statistics, String map, LeafBounds leaf) {
    ObjectNode struct = child(statistics, map);
    for (String name : leaf.path().subList(0, leaf.path().size() - 1)) {
      struct = child(struct, name);
    }
    return struct;
  }

  private static ObjectNode child(ObjectNode parent, String name) {
    return parent.path(name) instanceof ObjectNode child ? child : parent.putObject(name);
  }

  private static String name(LeafBounds leaf) {
    return leaf.path().get(leaf.path().size() - 1);
  }
}
