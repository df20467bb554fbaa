package dev.deltaenrich.job;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The lookup of a run, or all lookups together.
 *
 * @param snapshot the id of its content, of several as in {@link dev.deltaenrich.plan.LookupIds};
 *     null where it was not read
 * @param rows its rows
 */
public record LookupFigures(
    @JsonProperty("Snapshot") String snapshot, @JsonProperty("Rows") long rows) {
  static final LookupFigures UNREAD = new LookupFigures(null, 0);

  static LookupFigures of(RunInputs inputs) {
    return new LookupFigures(
        inputs.snapshots(),
        inputs.lookups().stream().mapToLong(it -> it.lookup().rowCount()).sum());
  }
}
