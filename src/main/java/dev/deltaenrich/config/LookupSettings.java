package dev.deltaenrich.config;

import dev.deltaenrich.failure.EnrichException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a lookup is, what its rows must be like, and what is made of them.
 *
 * @param name its name in {@code lookups}; empty for the one lookup that has none
 * @param jdbc how to reach it
 * @param table the table or view, optionally {@code schema.table}
 * @param key its key column, or several with commas between them
 * @param duplicates what to do when a key has several rows
 * @param maxBroadcastBytes above this many bytes of keys and values, as text in UTF-8, the join
 *     shuffles
 * @param changes how rows that changed are told from others; absent: all rows are read
 * @param historyPath where used snapshots are kept
 * @param rule what is looked up and what comes of it
 * @param minMatchRate the least share of rows with a key that must match, 0 to 1
 */
public record LookupSettings(
    String name,
    JdbcSettings jdbc,
    String table,
    String key,
    Duplicates duplicates,
    long maxBroadcastBytes,
    Optional<ChangedColumn> changes,
    String historyPath,
    Rule rule,
    double minMatchRate) {
  private static final Pattern KEY = Pattern.compile("\\b(raw\\.key|lookup\\.[a-z]+([.-][a-z]+)*)");

  /** The name of the one lookup that has none. */
  public static final String UNNAMED = "";

  /** The columns of the key, in the order of {@link Rule#rawKeys}. */
  public List<String> keys() {
    return CompositeKey.columns(key);
  }

  /** The key of a setting of this lookup, such as {@code lookup.merchant.table}. */
  public String keyOf(Setting setting) {
    return isNamed() ? new NamedSetting(name, setting).key() : setting.key();
  }

  /**
   * A failure that is about this lookup alone, naming the settings as the lookup has them: {@code
   * lookup.merchant.match} in the place of {@code lookup.match}. How its database is reached is
   * left as it is, since most lookups share that.
   */
  public EnrichException inOwnKeys(EnrichException failure) {
    if (!isNamed()) {
      return failure;
    }
    String message =
        KEY.matcher(failure.getMessage())
            .replaceAll(key -> Matcher.quoteReplacement(ownKey(key.group())));
    return new EnrichException(failure.code(), message, failure);
  }

  private String ownKey(String key) {
    return Setting.ofKey(key)
        .filter(setting -> NamedSetting.has(setting) && !key.startsWith("lookup.jdbc."))
        .map(this::keyOf)
        .orElse(key);
  }

  /** Whether it is one of several, which have names. */
  public boolean isNamed() {
    return !name.isEmpty();
  }

  /** As messages call it: the table, and the name where it has one. */
  public String shown() {
    return isNamed() ? "%s (%s)".formatted(name, table) : table;
  }
}
