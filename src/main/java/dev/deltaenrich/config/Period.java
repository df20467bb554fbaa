package dev.deltaenrich.config;

import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The time in which a row of a lookup is valid, half open. Times are microseconds since 1970-01-01
 * in UTC.
 *
 * @param from the first moment; {@link Long#MIN_VALUE} for since ever
 * @param to the first moment after it; {@link Long#MAX_VALUE} for without end
 */
public record Period(long from, long to) implements Serializable {
  /** All times. */
  public static final Period ALWAYS = new Period(Long.MIN_VALUE, Long.MAX_VALUE);

  /** How many parts a period is after a key. */
  public static final int PARTS = 2;

  private static final long MICROS_A_SECOND = 1_000_000;
  private static final int NANOS_A_MICRO = 1_000;
  private static final Pattern BOUND = Pattern.compile("(-?\\d{1,19})?");

  /** Whether no moment is in it. */
  public boolean isEmpty() {
    return from >= to;
  }

  /** Whether a moment is in it. */
  public boolean has(long micros) {
    return from <= micros && micros < to;
  }

  /** Whether some moment is in both. */
  public boolean overlaps(Period other) {
    return from < other.to && other.from < to;
  }

  /** The shortest period that holds both. */
  public Period with(Period other) {
    return new Period(Math.min(from, other.from), Math.max(to, other.to));
  }

  /**
   * A key with this period after it: how a lookup's rows are told apart where several rows have one
   * key. The bounds are two more parts, see {@link CompositeKey}: microseconds, or nothing.
   */
  public String after(String key) {
    return CompositeKey.join(
        List.of(
            key,
            from == Long.MIN_VALUE ? "" : Long.toString(from),
            to == Long.MAX_VALUE ? "" : Long.toString(to)));
  }

  /**
   * The period after a key.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Period of(String keyWithPeriod) {
    List<String> parts = CompositeKey.parts(keyWithPeriod);
    if (parts.size() <= PARTS) {
      throw new IllegalArgumentException("no period: " + CompositeKey.shown(keyWithPeriod));
    }
    String from = parts.get(parts.size() - 2);
    String to = parts.get(parts.size() - 1);
    return new Period(
        from.isEmpty() ? Long.MIN_VALUE : Long.parseLong(from),
        to.isEmpty() ? Long.MAX_VALUE : Long.parseLong(to));
  }

  /** Whether a period is after a key, as far as a text can tell. */
  public static boolean isAfter(String key) {
    List<String> parts = CompositeKey.parts(key);
    return parts.size() > PARTS
        && parts.subList(parts.size() - PARTS, parts.size()).stream()
            .allMatch(part -> BOUND.matcher(part).matches());
  }

  /** A key without the period after it. */
  public static String keyOf(String keyWithPeriod) {
    int to = keyWithPeriod.lastIndexOf(CompositeKey.SEPARATOR);
    return keyWithPeriod.substring(0, keyWithPeriod.lastIndexOf(CompositeKey.SEPARATOR, to - 1));
  }

  /**
   * The moment at which clocks of a zone show a time, where they show a time twice the earlier one.
   *
   * @param micros what the clocks show, as if they were clocks of UTC
   * @throws ArithmeticException when no microseconds in a long are as far away
   */
  public static long ofLocal(long micros, ZoneId zone) {
    if (zone.equals(ZoneOffset.UTC)) {
      return micros;
    }
    Instant shown = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    return micros(LocalDateTime.ofInstant(shown, ZoneOffset.UTC).atZone(zone).toInstant());
  }

  /**
   * A moment in microseconds since 1970-01-01 in UTC.
   *
   * @throws ArithmeticException when a long cannot hold them
   */
  public static long micros(Instant moment) {
    // Not ChronoUnit.between, which counts nanoseconds and so ends in the year 2262.
    return Math.addExact(
        Math.multiplyExact(moment.getEpochSecond(), MICROS_A_SECOND),
        moment.getNano() / NANOS_A_MICRO);
  }

  /** For people, in UTC: {@code from 2024-01-01T00:00:00Z to 2024-03-01T00:00:00Z}. */
  public String shown() {
    if (equals(ALWAYS)) {
      return "always";
    }
    String end = to == Long.MAX_VALUE ? "" : shown(to);
    if (from == Long.MIN_VALUE) {
      return "until " + end;
    }
    return "from %s %s".formatted(shown(from), end.isEmpty() ? "on" : "to " + end);
  }

  /** A moment for people, in UTC. */
  public static String shown(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }
}
