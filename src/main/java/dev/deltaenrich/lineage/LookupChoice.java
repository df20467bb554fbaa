package dev.deltaenrich.lineage;

import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.util.stream.Collectors;

/** Takes one lookup of several. */
public final class LookupChoice {
  private LookupChoice() {}

  /**
   * The settings with one lookup alone.
   *
   * @throws EnrichException USAGE when they have none of this name
   */
  public static Settings of(Settings settings, String name) {
    if (!settings.lookup().isNamed()) {
      throw new EnrichException(
          ErrorCode.USAGE,
          "Cannot take the lookup '%s': the settings name no lookups, there is one without a name; leave --lookup out, or set lookups"
              .formatted(name));
    }
    return settings.eachLookup().stream()
        .filter(one -> one.lookup().name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new EnrichException(
                    ErrorCode.USAGE,
                    "Cannot take the lookup '%s': the settings name %s; correct --lookup"
                        .formatted(name, names(settings))));
  }

  /** The names, with commas between them. */
  static String names(Settings settings) {
    return settings.lookups().stream().map(LookupSettings::name).collect(Collectors.joining(", "));
  }
}
