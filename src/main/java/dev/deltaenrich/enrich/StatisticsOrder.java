package dev.deltaenrich.enrich;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** The order of bounds in statistics, which is the order of the values that they bound. */
final class StatisticsOrder {
  private StatisticsOrder() {}

  /** A text in the order of UTF-8, which is the one of Spark's texts and not of Java's. */
  private record Utf8(byte[] bytes) implements Comparable<Utf8> {
    @Override
    public int compareTo(Utf8 other) {
      return Arrays.compareUnsigned(bytes, other.bytes);
    }
  }

  /**
   * A bound as something that can be compared with other bounds of its column.
   *
   * @return empty when it is none of a column of this type, and for types without bounds
   */
  static Optional<Comparable<?>> comparable(JsonNode bound, DataType type) {
    if (type instanceof NumericType) {
      return bound.isNumber() ? Optional.of(bound.decimalValue()) : Optional.empty();
    }
    if (!bound.isTextual()) {
      return Optional.empty();
    }
    String text = bound.textValue();
    if (type instanceof StringType) {
      return Optional.of(new Utf8(text.getBytes(StandardCharsets.UTF_8)));
    }
    try {
      if (type instanceof DateType) {
        return Optional.of(LocalDate.parse(text));
      }
      if (type instanceof TimestampType) {
        return Optional.of(OffsetDateTime.parse(text).toInstant());
      }
      return type instanceof TimestampNTZType
          ? Optional.of(LocalDateTime.parse(text))
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Compares what {@link #comparable} gave for one type. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  static int compare(Comparable<?> one, Comparable<?> other) {
    return ((Comparable) one).compareTo(other);
  }
}
