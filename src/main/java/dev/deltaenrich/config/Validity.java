package dev.deltaenrich.config;

import java.io.Serializable;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;

/**
 * When rows of a lookup are valid: a row of raw takes the values that were valid at its own time.
 *
 * @param from the lookup column with the moment from which a row is valid; null is since ever
 * @param to the lookup column with the moment at which a row is valid no more; null is without end.
 *     Empty where a row is valid until the next row of its key begins
 * @param rawTime the raw column, or field inside of structs, with a row's own time
 * @param zone the zone of dates, and of times without a zone, on both sides
 */
public record Validity(String from, String to, String rawTime, ZoneId zone)
    implements Serializable {

  /**
   * The same of texts, as a run records them.
   *
   * @throws DateTimeException where there is no such zone
   */
  public static Validity of(String from, String to, String rawTime, String zone) {
    return new Validity(from, to, rawTime, ZoneId.of(zone));
  }

  /** Whether a row is valid until the next row of its key begins. */
  public boolean untilNext() {
    return to.isEmpty();
  }

  /** The lookup columns that say it, one or two. */
  public List<String> lookupColumns() {
    return untilNext() ? List.of(from) : List.of(from, to);
  }

  /** As a part of a rule's text. */
  String word() {
    return String.join("\0", from, to, rawTime, zone.getId());
  }
}
