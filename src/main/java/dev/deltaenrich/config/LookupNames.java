package dev.deltaenrich.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The names of several lookups. */
final class LookupNames {
  /** Small letters alone: environment variables have no others. */
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  private LookupNames() {}

  /** Those that {@code lookups} gives, as far as they can be names; none where it is empty. */
  static List<String> of(SettingTexts texts) {
    String all = texts.text(Setting.LOOKUPS);
    List<String> names = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (String word : all.isEmpty() ? new String[0] : all.split(",", -1)) {
      String name = word.strip();
      if (!NAME.matcher(name).matches()) {
        texts.problem(
            Setting.LOOKUPS,
            "must be names of small letters, digits and underscores, separated by commas; '%s' is"
                    .formatted(name)
                + " not one");
      } else if (NamedSetting.reservedNames().contains(name)) {
        texts.problem(
            Setting.LOOKUPS,
            "has the name '%1$s', which lookup.%1$s takes; choose another".formatted(name));
      } else if (!known.add(name)) {
        texts.problem(Setting.LOOKUPS, "has the name '%s' twice".formatted(name));
      } else {
        names.add(name);
      }
    }
    refuseSharedVariables(names, texts);
    return names;
  }

  /** Of the lookups {@code a} and {@code a_raw} the first could get the other's key. */
  private static void refuseSharedVariables(List<String> names, SettingTexts texts) {
    Map<String, NamedSetting> byVariable = new HashMap<>();
    for (NamedSetting named : NamedSetting.of(names)) {
      NamedSetting other = byVariable.putIfAbsent(named.variable(), named);
      if (other != null) {
        texts.problem(
            Setting.LOOKUPS,
            "names %s and %s, of which %s would set both %s and %s; choose another name"
                .formatted(
                    other.lookup(), named.lookup(), named.variable(), other.key(), named.key()));
      }
    }
  }
}
