package dev.deltaenrich.lineage;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Moments as people read them: UTC, to the second. */
final class Moments {
  private Moments() {}

  static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
