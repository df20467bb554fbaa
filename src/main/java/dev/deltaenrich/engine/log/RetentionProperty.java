package dev.deltaenrich.engine.log;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.apache.spark.sql.catalyst.util.IntervalUtils;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * How long something of a table stays, by its properties and, without them, by Delta's defaults.
 */
public enum RetentionProperty {
  /** Files that the newest version does not name, and what the log says of them. */
  DELETED_FILES("delta.deletedFileRetentionDuration", Duration.ofDays(7)),
  /** Entries of the log. */
  LOG("delta.logRetentionDuration", Duration.ofDays(30)),
  /** What applications noted of their versions; without end, in human terms. */
  TRANSACTIONS("delta.setTransactionRetentionDuration", Duration.ofDays(1_000_000));

  private static final int DAYS_A_MONTH = 31;

  private final String property;
  private final Duration byDefault;

  RetentionProperty(String property, Duration byDefault) {
    this.property = property;
    this.byDefault = byDefault;
  }

  /**
   * How long in a table.
   *
   * @throws RuntimeException Spark's, when the property is no interval
   */
  public Duration of(Metadata metadata) {
    String text = metadata.configuration().get(property);
    if (text == null) {
      return byDefault;
    }
    CalendarInterval interval = IntervalUtils.stringToInterval(UTF8String.fromString(text));
    return Duration.ofDays((long) interval.months * DAYS_A_MONTH + interval.days)
        .plus(interval.microseconds, ChronoUnit.MICROS);
  }
}
