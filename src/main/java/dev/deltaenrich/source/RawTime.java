package dev.deltaenrich.source;

import dev.deltaenrich.config.KeyType;
import dev.deltaenrich.config.Period;
import dev.deltaenrich.engine.TextCast;
import dev.deltaenrich.splice.SourceKey;
import java.io.Serializable;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The raw table's column of times, by which a lookup's rows are valid.
 *
 * @param path the names of the column and of each field on the way, as the table spells them
 * @param dataType its type in Spark: a date, or a time with or without a zone
 * @param zone of dates, and of times without a zone
 */
public record RawTime(List<String> path, DataType dataType, ZoneId zone) implements Serializable {
  private static final long MICROS_A_DAY = 86_400_000_000L;
  private static final long MICROS_A_MILLI = 1_000;

  /** The names, with dots between them. */
  public String name() {
    return String.join(".", path);
  }

  /** Whether values of a type are times. */
  static boolean isTime(DataType type) {
    return type.equals(DataTypes.DateType)
        || type.equals(DataTypes.TimestampType)
        || type.equals(DataTypes.TimestampNTZType);
  }

  /** The zone, or null where the times have one. */
  private ZoneId zoneOfLocal() {
    return dataType.equals(DataTypes.TimestampType) ? null : zone;
  }

  /**
   * Where the times are for a file: in a column, or one time in the file's partition.
   *
   * @param partitionValues of the file, by partition column
   * @param isPartition whether the times are a partition column
   */
  public SourceKey.Time of(Map<String, String> partitionValues, boolean isPartition) {
    SourceKey.Part part =
        isPartition
            ? SourceKey.Part.ofAllRows(
                micros(partitionValues.get(name()))
                    .map(micros -> KeyType.TIME.text(micros))
                    .orElse(null),
                0)
            : SourceKey.Part.inColumn(path, KeyType.TIME, 0);
    return new SourceKey.Time(part, zoneOfLocal());
  }

  /**
   * The moment of a text.
   *
   * @param text as a log spells partition values and statistics (Delta PROTOCOL, "Partition Value
   *     Serialization"); may be null
   * @return microseconds since 1970 in UTC; empty where it is no time
   */
  public Optional<Long> micros(String text) {
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    Number value = (Number) TextCast.of(text, dataType, ZoneOffset.UTC.getId());
    if (value == null) {
      return Optional.empty();
    }
    long micros = value.longValue() * (dataType.equals(DataTypes.DateType) ? MICROS_A_DAY : 1);
    ZoneId local = zoneOfLocal();
    return Optional.of(local == null ? micros : Period.ofLocal(micros, local));
  }

  /**
   * A period that holds the times between two of a file's statistics, which are cut to
   * milliseconds.
   *
   * @param low the earliest time as the log has it; null where it has none
   * @param high the latest time
   */
  public Period between(String low, String high) {
    Optional<Long> first = micros(low);
    Optional<Long> last = micros(high);
    return first.isPresent() && last.isPresent()
        ? new Period(first.get(), last.get() + MICROS_A_MILLI)
        : Period.ALWAYS;
  }
}
