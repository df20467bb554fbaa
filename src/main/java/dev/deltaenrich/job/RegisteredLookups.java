package dev.deltaenrich.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/** Several lookups as the table of runs has them: a column of JSON, which older tables lack. */
final class RegisteredLookups {
  static final String COLUMN = "lookups";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** One of them. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  private record Entry(
      String name,
      String table,
      String snapshot,
      long rows,
      long matched,
      long nullKey,
      long nullTime,
      long outsideValidity,
      long unknownKey,
      double matchRate) {
    static Entry of(LookupResult lookup) {
      return new Entry(
          lookup.name(),
          lookup.table(),
          lookup.snapshot(),
          lookup.snapshotRows(),
          lookup.counts().matched(),
          lookup.counts().nullKey(),
          lookup.counts().nullTime(),
          lookup.counts().outsideValidity(),
          lookup.counts().unknownKey(),
          lookup.matchRate());
    }
  }

  private RegisteredLookups() {}

  /** An array of them, in the order of the settings. */
  static String json(List<LookupResult> lookups) {
    try {
      return JSON.writeValueAsString(lookups.stream().map(Entry::of).toList());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("names and numbers can always be written", e);
    }
  }
}
