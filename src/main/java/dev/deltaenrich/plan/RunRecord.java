package dev.deltaenrich.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
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
 * @param raw the raw table
 * @param lookup the lookup; of several lookups the texts of all, joined
 * @param rule the rule; of several lookups the texts of all, joined
 * @param counts rows made by this run, and how they met the lookup; of several lookups the one that
 *     matched least
 * @param lookups of several lookups each one, in the order of the settings; else none
 * @param quarantine where rows without a match are, of a run that puts them there; else null
 * @param producers files made, by producer
 * @param removed files taken out of the table
 * @param kept files that were right already
 * @param complete whether the table is all that raw and lookup make; false for a commit after which
 *     the run had more to do. Where nothing is said it is: such runs made the whole table
 * @param seconds from the run's start to its commit
 */
public record RunRecord(
    String deltaEnrich,
    String run,
    @JsonUnwrapped Raw raw,
    @JsonUnwrapped UsedLookup lookup,
    @JsonUnwrapped UsedRule rule,
    @JsonUnwrapped MatchCounts counts,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<OfLookup> lookups,
    @JsonUnwrapped Quarantine quarantine,
    Map<String, Integer> producers,
    int removed,
    int kept,
    boolean complete,
    double seconds) {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private static final TypeReference<Map<String, Integer>> COUNTS = new TypeReference<>() {};

  /** Copies the collections; null is the same as an empty one. */
  public RunRecord {
    lookups = lookups == null ? List.of() : List.copyOf(lookups);
    producers =
        producers == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(producers));
  }

  /**
   * The raw table.
   *
   * @param path its folder
   * @param version its version
   * @param id its id; null where an earlier version of the program did not say it
   */
  public record Raw(
      @JsonProperty("rawPath") String path,
      @JsonProperty("rawVersion") long version,
      @JsonProperty("rawTable") String id) {}

  /**
   * The lookup snapshot.
   *
   * @param snapshot its id
   * @param table the table it was taken of
   * @param history the Delta table that keeps its rows
   * @param rows its rows
   */
  public record UsedLookup(
      @JsonProperty("lookupSnapshot") String snapshot,
      @JsonProperty("lookupTable") String table,
      @JsonProperty("lookupHistory") String history,
      @JsonProperty("lookupRows") long rows) {}

  /**
   * The rule, as the settings spell it.
   *
   * @param id its id
   * @param key the raw key column
   * @param columns the added columns
   * @param match how keys were compared; where their types count beside the setting, {@code exact
   *     as uuid} and the like
   * @param unmatched what rows without a match got
   * @param validity when rows of the lookup are valid; null where they always are, and for several
   *     lookups
   */
  public record UsedRule(
      @JsonProperty("rule") String id,
      @JsonProperty("key") String key,
      @JsonProperty("columns") String columns,
      @JsonProperty("match") String match,
      @JsonProperty("unmatched") String unmatched,
      @JsonProperty("validity") @JsonInclude(JsonInclude.Include.NON_NULL) UsedValidity validity) {
    /** A rule whose lookup is always valid. */
    public UsedRule(String id, String key, String columns, String match, String unmatched) {
      this(id, key, columns, match, unmatched, null);
    }
  }

  /**
   * When rows of a lookup are valid, as the settings spell it.
   *
   * @param from the lookup column from which on
   * @param to the lookup column until which; empty for until the next row of the key
   * @param rawTime the raw column of times
   * @param zone the zone of times without one
   */
  public record UsedValidity(String from, String to, String rawTime, String zone) {}

  /**
   * One of several lookups.
   *
   * @param name its name
   * @param lookup the lookup
   * @param rule the rule
   * @param counts how rows met it
   */
  public record OfLookup(
      String name,
      @JsonUnwrapped UsedLookup lookup,
      @JsonUnwrapped UsedRule rule,
      @JsonUnwrapped MatchCounts counts) {}

  /**
   * The rows without a match.
   *
   * @param path the Delta table that has them
   * @param rows how many rows this run put there; {@code counts} has them too
   */
  public record Quarantine(
      @JsonProperty("quarantinePath") String path, @JsonProperty("quarantinedRows") long rows) {}

  /** The same record of each lookup alone, by the lookup's name. */
  public Map<String, RunRecord> eachLookup() {
    if (lookups.isEmpty()) {
      return Map.of(LookupIds.UNNAMED, this);
    }
    Map<String, RunRecord> each = new LinkedHashMap<>();
    for (OfLookup one : lookups) {
      each.put(
          one.name(),
          new RunRecord(
              deltaEnrich,
              run,
              raw,
              one.lookup(),
              one.rule(),
              one.counts(),
              List.of(),
              quarantine,
              producers,
              removed,
              kept,
              complete,
              seconds));
    }
    return each;
  }

  /** The same record of one lookup alone; empty where the run did not have the lookup. */
  public Optional<RunRecord> ofLookup(String name) {
    return Optional.ofNullable(eachLookup().get(name));
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
      JsonNode json = JSON.readTree(userMetadata);
      return json.hasNonNull("deltaEnrich") ? Optional.of(of(json)) : Optional.empty();
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static RunRecord of(JsonNode json) throws JsonProcessingException {
    return new RunRecord(
        json.get("deltaEnrich").asText(),
        json.path("run").textValue(),
        JSON.treeToValue(json, Raw.class),
        JSON.treeToValue(json, UsedLookup.class),
        JSON.treeToValue(json, UsedRule.class),
        JSON.treeToValue(json, MatchCounts.class),
        lookups(json.path("lookups")),
        json.hasNonNull("quarantinePath") ? JSON.treeToValue(json, Quarantine.class) : null,
        JSON.convertValue(json.get("producers"), COUNTS),
        json.path("removed").asInt(),
        json.path("kept").asInt(),
        json.path("complete").asBoolean(true),
        json.path("seconds").asDouble());
  }

  private static List<OfLookup> lookups(JsonNode json) throws JsonProcessingException {
    List<OfLookup> lookups = new ArrayList<>();
    for (JsonNode one : json) {
      lookups.add(
          new OfLookup(
              one.path("name").asText(),
              JSON.treeToValue(one, UsedLookup.class),
              JSON.treeToValue(one, UsedRule.class),
              JSON.treeToValue(one, MatchCounts.class)));
    }
    return lookups;
  }
}
