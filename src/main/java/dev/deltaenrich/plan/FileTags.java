package dev.deltaenrich.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What made a curated file. Stands in the {@code tags} of its add action (Delta PROTOCOL, "Add File
 * and Remove File"), so that the table's own log is the only state there is.
 *
 * @param sources the {@linkplain SourceFile#id ids} of the raw files whose rows it holds
 * @param lookupSnapshot the lookup snapshot's id, of several lookups as in {@link LookupIds}
 * @param rule the rule's id, likewise
 * @param run the run that made it
 * @param producer {@link #SPLICED} or {@link #REWRITTEN}
 * @param quarantined how many rows of the sources it does not hold, since a file of the same path
 *     in the quarantine does
 */
public record FileTags(
    List<String> sources,
    String lookupSnapshot,
    String rule,
    String run,
    String producer,
    long quarantined)
    implements Serializable {
  /** The producer of a file whose pages are those of its sources. */
  public static final String SPLICED = "splice";

  /**
   * The producer of a file some of whose pages were decoded and encoded, when it was made or when
   * an earlier file was that it is made of. Such a file has the columns that the table had then.
   */
  public static final String REWRITTEN = "rewrite";

  private static final String SOURCES = "deltaEnrich.sources";
  private static final String LOOKUP_SNAPSHOT = "deltaEnrich.lookupSnapshot";
  private static final String RULE = "deltaEnrich.rule";
  private static final String RUN = "deltaEnrich.run";
  private static final String PRODUCER = "deltaEnrich.producer";
  private static final String QUARANTINED = "deltaEnrich.quarantined";
  private static final List<String> KEYS = List.of(SOURCES, LOOKUP_SNAPSHOT, RULE, RUN, PRODUCER);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectReader LISTS = JSON.readerForListOf(String.class);

  /** Copies {@code sources}. */
  public FileTags {
    sources = List.copyOf(sources);
  }

  /** A file of all rows of its sources. */
  public FileTags(
      List<String> sources, String lookupSnapshot, String rule, String run, String producer) {
    this(sources, lookupSnapshot, rule, run, producer, 0);
  }

  /** The tags as they stand in the log. */
  public Map<String, String> toMap() {
    try {
      Map<String, String> tags = new HashMap<>();
      tags.put(SOURCES, JSON.writeValueAsString(sources));
      tags.put(LOOKUP_SNAPSHOT, lookupSnapshot);
      tags.put(RULE, rule);
      tags.put(RUN, run);
      tags.put(PRODUCER, producer);
      if (quarantined > 0) {
        tags.put(QUARANTINED, Long.toString(quarantined));
      }
      return Map.copyOf(tags);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a list of strings is always JSON", e);
    }
  }

  /** Whether rows of its sources are in the quarantine instead. */
  public boolean lacksRows() {
    return quarantined > 0;
  }

  /** The sources without their stamps: path, and deletion vector where there is one. */
  public List<String> places() {
    return sources.stream().map(SourceFile::placeOf).toList();
  }

  /** Whether a source has no stamp: an earlier version of this program wrote the tags. */
  public boolean hasPlaces() {
    return sources.stream().anyMatch(id -> id.equals(SourceFile.placeOf(id)));
  }

  /** The same file with its sources named by other ids. */
  public FileTags withSources(List<String> ids) {
    return new FileTags(ids, lookupSnapshot, rule, run, producer, quarantined);
  }

  /** The same as if one lookup had made it; empty where the lookup did not take part. */
  public Optional<FileTags> ofLookup(String name) {
    Optional<String> snapshot = LookupIds.find(lookupSnapshot, name);
    Optional<String> itsRule = LookupIds.find(rule, name);
    return snapshot.isPresent() && itsRule.isPresent()
        ? Optional.of(
            new FileTags(sources, snapshot.get(), itsRule.get(), run, producer, quarantined))
        : Optional.empty();
  }

  /** Reads tags; empty when they are null, not ours, or incomplete. */
  public static Optional<FileTags> fromMap(Map<String, String> tags) {
    if (tags == null || KEYS.stream().anyMatch(key -> tags.get(key) == null)) {
      return Optional.empty();
    }
    try {
      List<String> sources = LISTS.readValue(tags.get(SOURCES));
      if (sources == null || sources.contains(null)) {
        return Optional.empty();
      }
      return Optional.of(
          new FileTags(
              sources,
              tags.get(LOOKUP_SNAPSHOT),
              tags.get(RULE),
              tags.get(RUN),
              tags.get(PRODUCER),
              Long.parseLong(tags.getOrDefault(QUARANTINED, "0"))));
    } catch (JsonProcessingException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
