package dev.deltaenrich.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An id for each lookup of a run as one text, as the curated table's log has them: {@code
 * merchant=ID,account=ID}. Of the one lookup without a name it is the id alone.
 */
public final class LookupIds {
  /** The name of the one lookup that has none. */
  public static final String UNNAMED = "";

  private LookupIds() {}

  /**
   * One text.
   *
   * @param ids by the lookups' names, in the order of the settings
   */
  public static String join(Map<String, String> ids) {
    return ids.entrySet().stream()
        .map(id -> id.getKey().equals(UNNAMED) ? id.getValue() : id.getKey() + "=" + id.getValue())
        .collect(Collectors.joining(","));
  }

  /** The ids of a text by the lookups' names, in their order. */
  public static Map<String, String> parse(String text) {
    Map<String, String> ids = new LinkedHashMap<>();
    for (String word : text.split(",", -1)) {
      int end = word.indexOf('=');
      ids.put(end < 0 ? UNNAMED : word.substring(0, end), word.substring(end + 1));
    }
    return ids;
  }

  /** The names of the lookups whose ids two texts do not share; none where they have no names. */
  static List<String> differing(String before, String now) {
    Map<String, String> earlier = parse(before);
    Map<String, String> ids = parse(now);
    return Stream.concat(ids.keySet().stream(), earlier.keySet().stream())
        .distinct()
        .filter(name -> !name.equals(UNNAMED) && !Objects.equals(ids.get(name), earlier.get(name)))
        .toList();
  }

  /** The id of one lookup; empty where the text has none of this name. */
  public static Optional<String> find(String text, String name) {
    return Optional.ofNullable(parse(text).get(name));
  }
}
