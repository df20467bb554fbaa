package dev.deltaenrich.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Reads settings from their sources and types them. Precedence: assignment, environment, file,
 * default. Thread-safe; keeps nothing.
 */
public final class SettingsReader {
  private SettingsReader() {}

  /**
   * Reads and checks everything.
   *
   * @throws dev.deltaenrich.failure.EnrichException SETTINGS or SECRET_EXPOSED, with every problem
   *     found
   */
  public static Settings read(SettingsSources sources) {
    Problems problems = new Problems();
    Map<Setting, String> values = values(sources, problems);
    Settings settings = new SettingsParser(values, problems).parse();
    problems.throwIfAny();
    return settings;
  }

  private static Map<Setting, String> values(SettingsSources sources, Problems problems) {
    Map<Setting, String> values = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      values.put(setting, setting.defaultValue());
    }
    sources.file().ifPresent(file -> readFile(file, values, problems));
    readEnvironment(sources.environment(), values, problems);
    for (String assignment : sources.assignments()) {
      readAssignment(assignment, values, problems);
    }
    return values;
  }

  private static void readFile(Path file, Map<Setting, String> values, Problems problems) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      problems.add("file %s cannot be read (%s)".formatted(file, e.getMessage()));
      return;
    }
    Map<String, String> sorted = new TreeMap<>();
    properties.forEach((key, value) -> sorted.put((String) key, (String) value));
    sorted.forEach(
        (key, value) ->
            Setting.ofKey(key)
                .ifPresentOrElse(
                    setting -> values.put(setting, value.strip()),
                    () -> problems.addUnknown(file.toString(), key, Setting.keys())));
  }

  private static void readEnvironment(
      Map<String, String> environment, Map<Setting, String> values, Problems problems) {
    new TreeMap<>(environment)
        .forEach(
            (variable, value) -> {
              if (!variable.startsWith(Setting.ENVIRONMENT_PREFIX)) {
                return;
              }
              Optional<Setting> setting = Setting.ofVariable(variable);
              if (setting.isPresent()) {
                values.put(setting.get(), value);
              } else {
                problems.addUnknown(
                    "the environment",
                    variable,
                    Setting.keys().stream()
                        .map(key -> Setting.ofKey(key).orElseThrow().variable())
                        .toList());
              }
            });
  }

  private static void readAssignment(
      String assignment, Map<Setting, String> values, Problems problems) {
    int equals = assignment.indexOf('=');
    if (equals <= 0) {
      problems.add("an assignment is written KEY=VALUE, not '%s'".formatted(assignment));
      return;
    }
    String key = assignment.substring(0, equals).strip();
    Optional<Setting> setting = Setting.ofKey(key);
    if (setting.isEmpty()) {
      if (ExposedSecrets.isSecretKey(key)) {
        problems.addExposedSecret(
            "'%s' looks like a secret and was given as an argument, where ps shows it"
                .formatted(key));
      }
      problems.addUnknown("--set", key, Setting.keys());
    } else if (setting.get().secret()) {
      problems.addExposedSecret(
          ("%s was given as an argument, where ps shows it; set %s in the environment, or"
                  + " lookup.jdbc.password-file, instead")
              .formatted(key, setting.get().variable()));
    } else {
      values.put(setting.get(), assignment.substring(equals + 1));
    }
  }
}
