package dev.deltaenrich.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds {@code conf/enrich.properties} and {@link Setting} together. */
class DefaultSettingsFileTest {
  private static final Path FILE = Path.of("conf/enrich.properties");
  private static final Pattern SETTING = Pattern.compile("(#?)([a-z][a-z.-]*)=(.*)");

  @Test
  void hasEveryKeyInTheOrderOfTheEnumWithItsDefault() throws IOException {
    Map<String, String> inFile = new LinkedHashMap<>();
    for (Matcher line : settingLines()) {
      assertThat(inFile.put(line.group(2), line.group(3))).isNull();
    }
    Map<String, String> inEnum = new LinkedHashMap<>();
    for (Setting setting : Setting.values()) {
      inEnum.put(setting.key(), setting.defaultValue());
    }

    assertThat(inFile.entrySet()).containsExactlyElementsOf(inEnum.entrySet());
  }

  @Test
  void leavesOutTheSecretOnly() throws IOException {
    for (Matcher line : settingLines()) {
      boolean secret = Setting.ofKey(line.group(2)).orElseThrow().secret();
      assertThat(line.group(1)).as(line.group(2)).isEqualTo(secret ? "#" : "");
    }
  }

  @Test
  void readAsItIsGivesTheDefaults() {
    Settings read =
        SettingsReader.read(new SettingsSources(List.of(), Map.of(), Optional.of(FILE)));

    assertThat(read)
        .isEqualTo(SettingsReader.read(new SettingsSources(List.of(), Map.of(), Optional.empty())));
  }

  @Test
  void explainsEverySetting() throws IOException {
    List<String> lines = Files.readAllLines(FILE);
    for (Matcher line : settingLines()) {
      assertThat(lines.get(lines.indexOf(line.group()) - 1)).startsWith("# ");
    }
  }

  private static List<Matcher> settingLines() throws IOException {
    return Files.readAllLines(FILE).stream()
        .map(SETTING::matcher)
        .filter(Matcher::matches)
        .toList();
  }
}
