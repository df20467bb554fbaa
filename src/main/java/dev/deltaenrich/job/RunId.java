package dev.deltaenrich.job;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.Optional;

/** Ids of runs: when it started, and eight random hexadecimal digits. */
final class RunId {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final SecureRandom RANDOM = new SecureRandom();

  private RunId() {}

  /**
   * A moment before which the run had begun.
   *
   * @return empty when it is no id of this program's
   */
  static Optional<Instant> begunBefore(String run) {
    try {
      return Optional.of(TIME.parse(run.split("-", 2)[0], Instant::from).plusSeconds(1));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Such as {@code 20240301T091522Z-1f9a0c44}. */
  static String next() {
    return TIME.format(Instant.now()) + "-" + HexFormat.of().toHexDigits(RANDOM.nextInt());
  }
}
