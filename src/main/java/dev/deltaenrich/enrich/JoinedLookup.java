package dev.deltaenrich.enrich;

import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.Rule;
import dev.deltaenrich.source.Lookup;

/**
 * A lookup that was read, and how it is joined.
 *
 * @param settings where it is and what is looked up
 * @param lookup its content
 * @param join how it is joined
 */
public record JoinedLookup(LookupSettings settings, Lookup lookup, JoinChoice join) {
  /** What is looked up, and how the lookup's keys are compared. */
  public Rule rule() {
    return settings.rule().comparing(lookup.keyTypes());
  }
}
