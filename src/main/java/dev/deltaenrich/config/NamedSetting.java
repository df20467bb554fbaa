package dev.deltaenrich.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A setting of one of several lookups: {@code lookup.merchant.table} is {@link
 * Setting#LOOKUP_TABLE} of the lookup {@code merchant}.
 *
 * @param lookup the lookup's name
 * @param setting what is set
 */
record NamedSetting(String lookup, Setting setting) {
  private static final String PREFIX = "lookup.";
  private static final String RAW_KEY = "raw-key";
  private static final Pattern KEY = Pattern.compile("lookup\\.([a-z][a-z0-9_]*)\\.(.+)");

  /** Whether a lookup can have settings of its own for it. */
  static boolean has(Setting setting) {
    return setting == Setting.RAW_KEY || setting.key().startsWith(PREFIX);
  }

  /** What would take a lookup's name for a part of a setting. */
  static List<String> reservedNames() {
    return Arrays.stream(Setting.values())
        .filter(NamedSetting::has)
        .map(setting -> rest(setting).split("\\.", 2)[0])
        .distinct()
        .toList();
  }

  /** All that some lookups can be told. */
  static List<NamedSetting> of(List<String> lookups) {
    List<NamedSetting> all = new ArrayList<>();
    for (String lookup : lookups) {
      Stream.of(Setting.values())
          .filter(NamedSetting::has)
          .forEach(setting -> all.add(new NamedSetting(lookup, setting)));
    }
    return all;
  }

  /** That of a key, or of an environment variable, if it is one of some lookup. */
  static Optional<NamedSetting> find(String word, List<String> lookups) {
    return of(lookups).stream()
        .filter(named -> word.equals(named.key()) || word.equals(named.variable()))
        .findFirst();
  }

  /** What a key would be if there were a lookup of its name. */
  static Optional<NamedSetting> ofKey(String key) {
    Matcher matcher = KEY.matcher(key);
    return matcher.matches()
        ? Stream.of(Setting.values())
            .filter(setting -> has(setting) && rest(setting).equals(matcher.group(2)))
            .findFirst()
            .map(setting -> new NamedSetting(matcher.group(1), setting))
        : Optional.empty();
  }

  /** What an environment variable would be if there were a lookup of its name. */
  static Optional<NamedSetting> ofVariable(String variable) {
    String start = Setting.variable(PREFIX);
    return Stream.of(Setting.values())
        .filter(setting -> has(setting) && variable.startsWith(start))
        .filter(setting -> variable.length() > start.length() + ending(setting).length())
        .filter(setting -> variable.endsWith(ending(setting)))
        .max(Comparator.comparing(setting -> rest(setting).length()))
        .map(
            setting -> {
              int end = variable.length() - ending(setting).length();
              String name = variable.substring(start.length(), end).toLowerCase(Locale.ROOT);
              return new NamedSetting(name, setting);
            })
        .filter(named -> !reservedNames().contains(named.lookup().split("_", 2)[0]));
  }

  private static String ending(Setting setting) {
    return new NamedSetting("", setting).variable().substring(Setting.variable(PREFIX).length());
  }

  /** Where a secret belongs instead of an argument. */
  String remedy() {
    return "set %s in the environment, or %s-file,".formatted(variable(), key());
  }

  /** The key in files and in {@code --set}. */
  String key() {
    return PREFIX + lookup + "." + rest(setting);
  }

  /** The environment variable. */
  String variable() {
    return Setting.variable(key());
  }

  private static String rest(Setting setting) {
    return setting == Setting.RAW_KEY ? RAW_KEY : setting.key().substring(PREFIX.length());
  }
}
