package dev.deltaenrich.config;

import java.util.List;

/**
 * Where the lookup is and what its rows must be like.
 *
 * @param jdbc how to reach it
 * @param table the table or view, optionally {@code schema.table}
 * @param key its key column, or several with commas between them
 * @param duplicates what to do when a key has several rows
 * @param maxBroadcastBytes above this many bytes of keys and values, as text in UTF-8, the join
 *     shuffles
 * @param historyPath where used snapshots are kept
 */
public record LookupSettings(
    JdbcSettings jdbc,
    String table,
    String key,
    Duplicates duplicates,
    long maxBroadcastBytes,
    String historyPath) {
  /** The columns of the key, in the order of {@link Rule#rawKeys}. */
  public List<String> keys() {
    return CompositeKey.columns(key);
  }
}
