package dev.deltaenrich.maintenance;

import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.engine.table.DeltaVacuum;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.time.Duration;

/** How long files stay that no version names: what runs under way and readers need. */
final class Retention {
  /**
   * Longer than any run: a file that a run has made is named by no version until its commit (Delta
   * has the same bound, delta.deletedFileRetentionDuration).
   */
  static final Duration SAFE = Duration.ofHours(168);

  private Retention() {}

  /**
   * For one table.
   *
   * @throws EnrichException USAGE when fewer hours are asked for than are safe
   */
  static Duration of(VacuumOptions options, DeltaTable table) {
    Duration least = table.exists() ? longer(SAFE, DeltaVacuum.retentionOf(table)) : SAFE;
    if (options.retentionHours().isEmpty()) {
      return least;
    }
    Duration asked = Duration.ofHours(options.retentionHours().getAsLong());
    if (asked.compareTo(least) < 0 && !options.allowShortRetention()) {
      throw new EnrichException(
          ErrorCode.USAGE,
          "Cannot vacuum %s: a retention of %d h is below %d h, and could take files from a run that is under way or a reader of an earlier version; ask for more hours, or pass --allow-short-retention when there is neither"
              .formatted(table.path(), asked.toHours(), least.toHours()));
    }
    return asked;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }
}
