package dev.deltaenrich.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where it was said how a database is reached, for messages.
 *
 * @param ownKeys of the settings that one lookup has for itself, the usual keys and variables with
 *     the lookup's own in their place
 * @param password where the password comes from, in words; empty where no setting has one
 */
public record JdbcOrigins(Map<String, String> ownKeys, Optional<String> password) {
  private static final Pattern WORD =
      Pattern.compile("\\b(lookup\\.jdbc\\.[a-z-]+[a-z]|ENRICH_LOOKUP_JDBC_[A-Z_]+[A-Z])");

  /** The settings of all lookups, none of which has a password. */
  static final JdbcOrigins USUAL = new JdbcOrigins(Map.of(), Optional.empty());

  /** Copies the keys. */
  public JdbcOrigins {
    ownKeys = Map.copyOf(ownKeys);
  }

  /** Those of settings as they were given. */
  static JdbcOrigins of(SettingTexts texts, Optional<String> password) {
    Map<String, String> keys = new HashMap<>();
    for (Setting setting : Setting.values()) {
      String key = texts.key(setting);
      if (JdbcParser.reads(setting) && !key.equals(setting.key())) {
        keys.put(setting.key(), key);
        keys.put(setting.variable(), Setting.variable(key));
      }
    }
    return new JdbcOrigins(keys, password);
  }

  /** A message with the settings named as they were given. */
  String inOwnKeys(String message) {
    return WORD.matcher(message)
        .replaceAll(
            word -> Matcher.quoteReplacement(ownKeys.getOrDefault(word.group(), word.group())));
  }
}
