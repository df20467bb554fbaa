package dev.deltaenrich.plan;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a commit says of the run that made it: the {@code userMetadata} of its commit info, as one
 * flat JSON object, so that {@code get_json_object(userMetadata, '$.rawVersion')} reads it in SQL
 * too.
 *
 * @param deltaEnrich the program's version; its presence marks the commit as ours
 * @param run the run's id, which is also in the name of every file it made
 * @param rawPath the raw table
 * @param rawVersion its version
 * @param rawTable its id; null where an earlier version of the program did not say it
 * @param lookupSnapshot the lookup snapshot's id
 * @param lookupTable the table the snapshot was taken of
 * @param lookupHistory the Delta table that keeps the snapshot's rows
 * @param lookupRows its rows
 * @param rule the rule's id
 * @param key the raw key column
 * @param columns the added columns, as the settings spell them
 * @param match how keys were compared, as the settings spell it
 * @param unmatched what rows without a match got, as the settings spell it
 * @param rows rows made by this run
 * @param matched of these, rows whose key is in the lookup
 * @param nullKey of these, rows without a key
 * @param unknownKey of these, rows with a key that is not in the lookup
 * @param producers files made, by producer
 * @param removed files taken out of the table
 * @param kept files that were right already
 * @param complete whether the table is all that raw and lookup make; false for a commit after which
 *     the run had more to do. Where nothing is said it is: such runs made the whole table
 * @param seconds from the run's start to its commit
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunRecord(
    String deltaEnrich,
    String run,
    String rawPath,
    long rawVersion,
    String rawTable,
    String lookupSnapshot,
    String lookupTable,
    String lookupHistory,
    long lookupRows,
    String rule,
    String key,
    String columns,
    String match,
    String unmatched,
    long rows,
    long matched,
    long nullKey,
    long unknownKey,
    Map<String, Integer> producers,
    int removed,
    int kept,
    Boolean complete,
    double seconds) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Copies {@code producers}; none is the same as an empty map. */
  public RunRecord {
    complete = complete == null || complete;
    producers =
        producers == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(producers));
  }

  /** As it stands in the log. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of texts and numbers is always JSON", e);
    }
  }

  /** Reads a commit's user metadata; empty when it is null or another program's. */
  public static Optional<RunRecord> fromJson(String userMetadata) {
    if (userMetadata == null) {
      return Optional.empty();
    }
    try {
      RunRecord found = JSON.readValue(userMetadata, RunRecord.class);
      return Optional.ofNullable(found).filter(run -> run.deltaEnrich() != null);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
