package dev.deltaenrich.source;

import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.Period;
import dev.deltaenrich.config.Validity;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The columns that say when a row of a lookup is valid.
 *
 * @param first the place of the first of them in a result set, from 1
 * @param bounds how each is read
 */
record PeriodColumns(int first, List<Bound> bounds) {
  private static final Map<String, Bound> BOUNDS =
      Map.of(
          "date", PeriodColumns::day,
          "timestamp", PeriodColumns::localTime,
          "timestamptz", PeriodColumns::moment);

  /** Takes a bound out of the current row. */
  @FunctionalInterface
  interface Bound {
    /**
     * In microseconds since 1970; the least or the largest long for an infinity of PostgreSQL.
     *
     * @return null for null
     * @throws ArithmeticException when no microseconds in a long are as far away
     */
    Long read(ResultSet rows, int column, ZoneId zone) throws SQLException;
  }

  /**
   * Finds them after the columns of the key.
   *
   * @param first their first place, from 1
   * @throws EnrichException LOOKUP_TYPE where one is no time
   */
  static PeriodColumns of(ResultSetMetaData columns, int first, LookupSettings settings)
      throws SQLException {
    List<Bound> bounds = new ArrayList<>();
    for (String name : names(settings)) {
      int column = first + bounds.size();
      Bound bound = BOUNDS.get(columns.getColumnTypeName(column));
      if (bound == null) {
        throw new EnrichException(
            ErrorCode.LOOKUP_TYPE,
            "Cannot use lookup %s: its column '%s' is %s, and only date, timestamp and timestamptz say when a row is valid; cast it in a view and set lookup.table to that"
                .formatted(settings.table(), name, LookupType.name(columns, column)));
      }
      bounds.add(bound);
    }
    return new PeriodColumns(first, List.copyOf(bounds));
  }

  /** As many columns of the same types after these. */
  PeriodColumns after() {
    return new PeriodColumns(first + bounds.size(), bounds);
  }

  /** Their names; none where rows are always valid. */
  static List<String> names(LookupSettings settings) {
    return settings.rule().validity().map(Validity::lookupColumns).orElse(List.of());
  }

  /**
   * The period of the current row.
   *
   * @throws ArithmeticException when a bound is too far away
   */
  Period read(ResultSet rows, ZoneId zone) throws SQLException {
    Long from = bounds.get(0).read(rows, first, zone);
    Long to = bounds.size() == 1 ? null : bounds.get(1).read(rows, first + 1, zone);
    return new Period(from == null ? Long.MIN_VALUE : from, to == null ? Long.MAX_VALUE : to);
  }

  private static Long day(ResultSet rows, int column, ZoneId zone) throws SQLException {
    LocalDate day = rows.getObject(column, LocalDate.class);
    if (day == null || day.equals(LocalDate.MIN) || day.equals(LocalDate.MAX)) {
      return infinite(day, LocalDate.MAX);
    }
    return Period.micros(day.atStartOfDay(zone).toInstant());
  }

  private static Long localTime(ResultSet rows, int column, ZoneId zone) throws SQLException {
    LocalDateTime time = rows.getObject(column, LocalDateTime.class);
    if (time == null || time.equals(LocalDateTime.MIN) || time.equals(LocalDateTime.MAX)) {
      return infinite(time, LocalDateTime.MAX);
    }
    return Period.micros(time.atZone(zone).toInstant());
  }

  private static Long moment(ResultSet rows, int column, ZoneId zone) throws SQLException {
    OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
    if (time == null || time.equals(OffsetDateTime.MIN) || time.equals(OffsetDateTime.MAX)) {
      return infinite(time, OffsetDateTime.MAX);
    }
    return Period.micros(time.toInstant());
  }

  /** The driver has the first and the last value of all for PostgreSQL's infinities. */
  private static Long infinite(Object value, Object latest) {
    return value == null ? null : value.equals(latest) ? Long.MAX_VALUE : Long.MIN_VALUE;
  }
}
