package dev.deltaenrich.job;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Files of the curated table.
 *
 * @param added files made
 * @param removed files taken out of the table
 * @param kept files that were right already
 */
public record FileCounts(
    @JsonProperty("Added") int added,
    @JsonProperty("Removed") int removed,
    @JsonProperty("Kept") int kept) {
  static final FileCounts NONE = new FileCounts(0, 0, 0);

  String inWords() {
    return "%,d added, %,d removed, %,d kept".formatted(added, removed, kept);
  }
}
