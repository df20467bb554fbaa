package dev.deltaenrich.job;

/**
 * What a single run is told beyond the settings.
 *
 * @param overwrite whether a Delta table that others made may be replaced
 * @param ignoreControls whether to run whatever app_configs says
 */
public record EnrichOptions(boolean overwrite, boolean ignoreControls) {
  /** Neither. */
  public static final EnrichOptions DEFAULT = new EnrichOptions(false, false);
}
