package dev.deltaenrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The documents' tables of supported versions are what the pom's profiles say. */
class SupportedVersionsTest {
  private static final Pattern DEFAULTS = Pattern.compile("(?s)<properties>(.*?)</properties>");
  private static final Pattern PROFILE =
      Pattern.compile("(?s)<id>(spark-[\\d.]+)</id>\\s*<properties>(.*?)</properties>");
  private static final Pattern PROPERTY = Pattern.compile("<([\\w.-]+)>([^<]*)</\\1>");

  private final String pom = Files.readString(Path.of("pom.xml"));

  SupportedVersionsTest() throws IOException {}

  @Test
  void everyLineStandsInReadme() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    Map<String, Map<String, String>> lines = lines();

    assertThat(lines).hasSizeGreaterThan(1);
    lines.forEach(
        (build, line) ->
            assertThat(readme)
                .contains(
                    "| %s | %s | %s | %s | %s | `mvn %s`: `"
                        .formatted(
                            line.get("spark.version"),
                            line.get("scala.binary.version"),
                            line.get("java.versions").replace(" ", ", "),
                            line.get("delta.version"),
                            line.get("hadoop.version"),
                            build)));
  }

  @Test
  void thePackagesOfEveryLineButTheDefaultStandInTheGuide() throws IOException {
    String guide = Files.readString(Path.of("docs", "spark.md"));

    assertThat(lines().values())
        .filteredOn(line -> !line.get("spark.line").equals("3.4"))
        .hasSizeGreaterThan(1)
        .allSatisfy(
            line ->
                assertThat(guide)
                    .contains(
                        "| %s | `io.delta:%s:%s`, `org.apache.hadoop:hadoop-aws:%s` |"
                            .formatted(
                                line.get("spark.version"),
                                line.get("delta.artifact"),
                                line.get("delta.version"),
                                line.get("hadoop.version"))));
  }

  private Map<String, Map<String, String>> lines() {
    MatchResult first = DEFAULTS.matcher(pom).results().findFirst().orElseThrow();
    Map<String, String> defaults = properties(first.group(1));
    Map<String, Map<String, String>> lines = new LinkedHashMap<>();
    lines.put("package", defaults);
    PROFILE
        .matcher(pom)
        .results()
        .forEach(
            profile -> {
              Map<String, String> line = new HashMap<>(defaults);
              line.putAll(properties(profile.group(2)));
              lines.put("-P" + profile.group(1) + " package", line);
            });
    return lines;
  }

  private static Map<String, String> properties(String text) {
    Map<String, String> properties = new HashMap<>();
    PROPERTY
        .matcher(text)
        .results()
        .forEach(property -> properties.put(property.group(1), property.group(2)));
    return properties;
  }
}
