package dev.deltaenrich.splice;

import dev.deltaenrich.config.Period;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.ZoneId;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;

/**
 * How a file stores times (parquet-format, LogicalTypes.md, "Temporal Types"), and of which zone.
 *
 * @param unit of numbers; null for the twelve bytes of an INT96, or where days are stored
 * @param days whether numbers are days
 * @param zone of days and of times without a zone; null where the numbers are of UTC
 */
record TimeForm(TimeUnit unit, boolean days, ZoneId zone) {
  private static final long MICROS_A_DAY = 86_400_000_000L;
  private static final int NANOS_A_MICRO = 1_000;
  private static final int MICROS_A_MILLI = 1_000;

  /** The Julian day of 1970-01-01. */
  private static final int EPOCH_DAY = 2_440_588;

  /** A value as microseconds since 1970 in UTC. */
  long micros(ValuesReader values) {
    return inZone(
        days
            ? days(values.readInteger())
            : unit == null ? int96(values.readBytes()) : micros(values.readLong()));
  }

  /** An entry of a dictionary as microseconds since 1970 in UTC. */
  long micros(Dictionary entries, int id) {
    return inZone(
        days
            ? days(entries.decodeToInt(id))
            : unit == null ? int96(entries.decodeToBinary(id)) : micros(entries.decodeToLong(id)));
  }

  private static long days(int days) {
    return Math.multiplyExact(days, MICROS_A_DAY);
  }

  private long micros(long value) {
    return switch (unit) {
      case MILLIS -> Math.multiplyExact(value, MICROS_A_MILLI);
      case MICROS -> value;
      // As bounds are to the microsecond, what is less does not count.
      case NANOS -> Math.floorDiv(value, NANOS_A_MICRO);
    };
  }

  /** Nanoseconds of the day, then the Julian day. */
  private static long int96(Binary value) {
    ByteBuffer bytes = value.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    long nanos = bytes.getLong();
    long day = (long) bytes.getInt() - EPOCH_DAY;
    return Math.addExact(
        Math.multiplyExact(day, MICROS_A_DAY), Math.floorDiv(nanos, NANOS_A_MICRO));
  }

  private long inZone(long micros) {
    return zone == null ? micros : Period.ofLocal(micros, zone);
  }
}
