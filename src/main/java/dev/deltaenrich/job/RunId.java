package dev.deltaenrich.job;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/** Ids of runs: when it started, and eight random hexadecimal digits. */
final class RunId {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final SecureRandom RANDOM = new SecureRandom();

  private RunId() {}

  /** Such as {@code 20240301T091522Z-1f9a0c44}. */
  static String next() {
    return TIME.format(Instant.now()) + "-" + HexFormat.of().toHexDigits(RANDOM.nextInt());
  }
}
