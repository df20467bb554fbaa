package dev.deltaenrich.job;

import java.util.Optional;

/**
 * What a single run is told beyond the settings.
 *
 * @param overwrite whether a Delta table that others made may be replaced
 * @param ignoreControls whether to run whatever app_configs says
 * @param lookupSnapshot the id of an earlier lookup to use instead of today's
 */
public record EnrichOptions(
    boolean overwrite, boolean ignoreControls, Optional<String> lookupSnapshot) {
  /** Neither, and today's lookup. */
  public static final EnrichOptions DEFAULT = new EnrichOptions(false, false, Optional.empty());
}
