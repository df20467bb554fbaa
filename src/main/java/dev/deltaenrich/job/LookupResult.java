package dev.deltaenrich.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.deltaenrich.enrich.JoinedLookup;
import dev.deltaenrich.plan.MatchCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One of several lookups of a run.
 *
 * @param name its name
 * @param table its table
 * @param snapshot the id of its content
 * @param snapshotRows its rows
 * @param join {@code broadcast} or {@code shuffle}
 * @param counts rows made by this run, and how they met the lookup
 */
@JsonPropertyOrder({
  "name",
  "table",
  "snapshot",
  "snapshotRows",
  "join",
  "counts",
  "matchRate",
  "topUnknownKeys"
})
public record LookupResult(
    String name,
    String table,
    String snapshot,
    long snapshotRows,
    String join,
    @JsonUnwrapped MatchCounts counts) {

  /** That of each lookup; none where the run has one lookup without a name. */
  static List<LookupResult> of(RunInputs inputs, List<MatchCounts> counts) {
    List<LookupResult> results = new ArrayList<>();
    for (int i = 0; i < inputs.lookups().size(); i++) {
      JoinedLookup joined = inputs.lookups().get(i);
      if (joined.settings().isNamed()) {
        results.add(
            new LookupResult(
                joined.settings().name(),
                joined.lookup().table(),
                joined.lookup().id(),
                joined.lookup().rowCount(),
                joined.join().word(),
                counts.isEmpty() ? MatchCounts.NONE : counts.get(i)));
      }
    }
    return results;
  }

  /** Matched rows among rows with a key. */
  @JsonProperty
  public double matchRate() {
    return counts.matchRate();
  }

  /** The most frequent unknown keys and their rows; the parts of composite keys have commas. */
  @JsonProperty
  public Map<String, Long> topUnknownKeys() {
    return EnrichResult.topUnknownKeys(counts);
  }
}
