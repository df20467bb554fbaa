package dev.deltaenrich.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.deltaenrich.source.Lookup;

/**
 * The lookup of a run.
 *
 * @param snapshot the id of its content; null where it was not read
 * @param rows its rows
 */
public record LookupFigures(
    @JsonProperty("Snapshot") String snapshot, @JsonProperty("Rows") long rows) {
  static final LookupFigures UNREAD = new LookupFigures(null, 0);

  static LookupFigures of(Lookup lookup) {
    return new LookupFigures(lookup.id(), lookup.rowCount());
  }
}
