package dev.deltaenrich.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads settings from their sources and types them. Precedence: assignment, environment, file,
 * default. Not thread-safe; one instance reads once.
 */
public final class SettingsReader {
  private static final String COMMAND_LINE = "the command line";
  private static final Pattern ASSIGNMENT =
      Pattern.compile("\\s*([A-Za-z0-9._-]*)\\s*(=?)(.*)", Pattern.DOTALL);

  private final Map<Setting, Given> given = new EnumMap<>(Setting.class);
  private final Problems problems = new Problems();

  private SettingsReader() {
    for (Setting setting : Setting.values()) {
      given.put(setting, new Given(setting.defaultValue(), "the default"));
    }
  }

  /**
   * Reads and checks everything.
   *
   * @throws dev.deltaenrich.failure.EnrichException SETTINGS or SECRET_EXPOSED, with every problem
   *     found
   */
  public static Settings read(SettingsSources sources) {
    return read(sources, Optional::empty);
  }

  /**
   * The same, with a place to look for the password when no source has one.
   *
   * @param storedPassword asked at most once
   */
  public static Settings read(SettingsSources sources, Supplier<Optional<Secret>> storedPassword) {
    SettingsReader reader = new SettingsReader();
    sources.file().ifPresent(reader::readFile);
    new TreeMap<>(sources.environment()).forEach(reader::readVariable);
    sources.assignments().forEach(reader::readAssignment);
    Settings settings =
        new SettingsParser(new SettingTexts(reader.given, reader.problems), storedPassword).parse();
    reader.problems.throwIfAny();
    return settings;
  }

  private void readFile(Path file) {
    String name = file.toString();
    Properties properties = new Properties();
    try {
      Optional<String> text =
          TextFile.read(name, problem -> problems.add("file %s %s".formatted(name, problem)));
      properties.load(new StringReader(text.orElse("")));
    } catch (IOException | IllegalArgumentException e) {
      problems.add("file %s does not parse (%s)".formatted(name, e.getMessage()));
      return;
    }
    for (String key : new TreeMap<>(properties).keySet().stream().map(String::valueOf).toList()) {
      Setting.ofKey(key)
          .ifPresentOrElse(
              setting -> given.put(setting, new Given(properties.getProperty(key).strip(), name)),
              () -> problems.addUnknown("file " + name, key, Setting.keys()));
    }
  }

  private void readVariable(String variable, String value) {
    if (!variable.startsWith(Setting.ENVIRONMENT_PREFIX)
        || KubernetesVariables.has(variable, value)) {
      return;
    }
    Setting.ofVariable(variable)
        .ifPresentOrElse(
            setting -> given.put(setting, new Given(value, variable)),
            () -> problems.addUnknown("the environment", variable, Setting.variables()));
  }

  private void readAssignment(String assignment) {
    Matcher matcher = ASSIGNMENT.matcher(assignment);
    matcher.matches();
    String key = matcher.group(1);
    Optional<Setting> setting = Setting.ofKey(key);
    if (setting.map(Setting::secret).orElseGet(() -> ExposedSecrets.isSecretKey(key))) {
      problems.addExposedSecret(
          "'%s' was given as an argument, where ps shows it; %s instead"
              .formatted(key, ExposedSecrets.remedy(key)));
    } else if (key.isEmpty() || matcher.group(2).isEmpty()) {
      // What follows may be anything, a secret too, and is not repeated.
      problems.add("--set takes KEY=VALUE, and '%s' has no =VALUE after it".formatted(key));
    } else if (setting.isEmpty()) {
      problems.addUnknown("--set", key, Setting.keys());
    } else {
      given.put(setting.get(), new Given(matcher.group(3), COMMAND_LINE));
    }
  }
}
