package dev.deltaenrich.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTagsTest {
  private static final FileTags TAGS =
      new FileTags(
          List.of("day=1/a%20b.parquet", "c \"quoted\", 😀.parquet#dv"),
          "snapshot",
          "rule",
          "run",
          "rewrite");

  @Test
  void readsWhatItWrote() {
    assertThat(FileTags.fromMap(TAGS.toMap())).contains(TAGS);
  }

  @Test
  void standsInTheLogUnderOurOwnPrefix() {
    assertThat(new FileTags(List.of("a"), "s", "r", "u", "p").toMap())
        .containsOnly(
            Map.entry("deltaEnrich.sources", "[\"a\"]"),
            Map.entry("deltaEnrich.lookupSnapshot", "s"),
            Map.entry("deltaEnrich.rule", "r"),
            Map.entry("deltaEnrich.run", "u"),
            Map.entry("deltaEnrich.producer", "p"));
  }

  @Test
  void readsOurTagsAmongOthers() {
    Map<String, String> more = new HashMap<>(TAGS.toMap());
    more.put("INSERTION_TIME", "1");

    assertThat(FileTags.fromMap(more)).contains(TAGS);
  }

  @Test
  void takesForeignTagsForNone() {
    assertThat(FileTags.fromMap(null)).isEmpty();
    assertThat(FileTags.fromMap(Map.of())).isEmpty();
    assertThat(FileTags.fromMap(Map.of("INSERTION_TIME", "1"))).isEmpty();
  }

  @Test
  void takesIncompleteTagsForNone() {
    for (String key : TAGS.toMap().keySet()) {
      Map<String, String> missing = new HashMap<>(TAGS.toMap());
      missing.remove(key);
      assertThat(FileTags.fromMap(missing)).as("without %s", key).isEmpty();
      missing.put(key, null);
      assertThat(FileTags.fromMap(missing)).as("with null for %s", key).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.parquet", "null", "[null]", "{}", "[\"a\""})
  void takesSourcesThatAreNoListOfTextsForNone(String sources) {
    Map<String, String> broken = new HashMap<>(TAGS.toMap());
    broken.put("deltaEnrich.sources", sources);

    assertThat(FileTags.fromMap(broken)).isEmpty();
  }
}
