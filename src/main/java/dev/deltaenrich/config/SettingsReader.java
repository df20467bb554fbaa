package dev.deltaenrich.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads settings from their sources and types them. Precedence: assignment, environment, file,
 * default. Not thread-safe; one instance reads once.
 */
public final class SettingsReader {
  private static final String COMMAND_LINE = "the command line";

  /** Places of the same secret. */
  private static final List<Set<Setting>> SECRETS =
      List.of(
          EnumSet.of(
              Setting.LOOKUP_JDBC_PASSWORD,
              Setting.LOOKUP_JDBC_PASSWORD_FILE,
              Setting.LOOKUP_JDBC_PASSWORD_COMMAND),
          EnumSet.of(Setting.LOOKUP_JDBC_KEY_PASSWORD, Setting.LOOKUP_JDBC_KEY_PASSWORD_FILE));

  private static final Pattern ASSIGNMENT =
      Pattern.compile("\\s*([A-Za-z0-9._-]*)\\s*(=?)(.*)", Pattern.DOTALL);

  private final Map<Setting, Given> given = new EnumMap<>(Setting.class);
  private final List<Unsettled> unsettled = new ArrayList<>();
  private final Problems problems = new Problems();

  private SettingsReader() {
    for (Setting setting : Setting.values()) {
      given.put(setting, new Given(setting.key(), setting.defaultValue(), "the default"));
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
   * @param storedPassword asked once for the common database, and once for each lookup with a
   *     connection of its own
   */
  public static Settings read(SettingsSources sources, Supplier<Optional<Secret>> storedPassword) {
    SettingsReader reader = new SettingsReader();
    sources.file().ifPresent(reader::readFile);
    new TreeMap<>(sources.environment()).forEach(reader::readVariable);
    sources.assignments().forEach(reader::readAssignment);
    SettingTexts common = new SettingTexts(reader.given, reader.problems);
    List<String> names = LookupNames.of(common);
    Map<String, SettingTexts> lookups = reader.lookups(names);
    Settings settings = new SettingsParser(common, lookups, storedPassword).parse();
    reader.problems.throwIfAny();
    return settings;
  }

  /** What was given for each lookup, by its name; for one without a name where there are none. */
  private Map<String, SettingTexts> lookups(List<String> names) {
    Map<String, Map<Setting, Given>> own = new LinkedHashMap<>();
    names.forEach(name -> own.put(name, new EnumMap<>(Setting.class)));
    List<Unsettled> unknown = new ArrayList<>();
    for (Unsettled it : unsettled) {
      Optional<NamedSetting> named = NamedSetting.find(it.word(), names);
      if (named.isPresent()) {
        own.get(named.get().lookup())
            .put(
                named.get().setting(),
                new Given(named.get().key(), it.given().text(), it.given().origin()));
      } else {
        unknown.add(it);
      }
    }
    Set<String> set =
        names.stream().filter(name -> !own.get(name).isEmpty()).collect(Collectors.toSet());
    new UnknownWords(names, set, problems).report(unknown);
    Map<String, SettingTexts> lookups = new LinkedHashMap<>();
    own.forEach((name, texts) -> lookups.put(name, new SettingTexts(with(texts, name), problems)));
    if (lookups.isEmpty()) {
      lookups.put(LookupSettings.UNNAMED, new SettingTexts(given, problems));
    }
    return lookups;
  }

  /** A lookup's own settings, and those of all lookups where it has none. */
  private Map<Setting, Given> with(Map<Setting, Given> own, String name) {
    Map<Setting, Given> texts = new EnumMap<>(given);
    for (Set<Setting> secret : SECRETS) {
      // A password of its own is meant wherever it comes from.
      if (secret.stream().anyMatch(own::containsKey)) {
        for (Setting setting : secret) {
          String key = new NamedSetting(name, setting).key();
          texts.put(setting, new Given(key, "", "the default"));
        }
      }
    }
    texts.putAll(own);
    return texts;
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
              setting ->
                  given.put(setting, new Given(key, properties.getProperty(key).strip(), name)),
              () ->
                  unsettled.add(
                      new Unsettled(
                          "file " + name,
                          new Given(key, properties.getProperty(key).strip(), name))));
    }
  }

  private void readVariable(String variable, String value) {
    if (!variable.startsWith(Setting.ENVIRONMENT_PREFIX)
        || KubernetesVariables.has(variable, value)) {
      return;
    }
    Setting.ofVariable(variable)
        .ifPresentOrElse(
            setting -> given.put(setting, new Given(setting.key(), value, variable)),
            () ->
                unsettled.add(
                    new Unsettled("the environment", new Given(variable, value, variable))));
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
      unsettled.add(new Unsettled("--set", new Given(key, matcher.group(3), COMMAND_LINE)));
    } else {
      given.put(setting.get(), new Given(key, matcher.group(3), COMMAND_LINE));
    }
  }
}
