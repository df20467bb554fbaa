package dev.deltaenrich.splice;

import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.values.ValuesReader;

/** Takes the keys of one row group after another. */
interface KeySink {
  /**
   * Starts a row group.
   *
   * @param entries the chunk's dictionary; may be null
   */
  void start(Dictionary entries);

  /** Takes a dictionary's entries as keys that occur, without rows. */
  void addEntries(Dictionary entries);

  /**
   * Adds rows with dictionary ids.
   *
   * @param levels 1 where there is an id, else 0; null when all rows have one
   */
  void addIds(ValuesReader levels, ValuesReader ids, int count);

  /** Adds rows with texts; {@code levels} as in {@link #addIds}. */
  void addTexts(ValuesReader levels, ValuesReader texts, int count);

  /**
   * Adds rows of one key.
   *
   * @param key its UTF-8; null for rows without one
   */
  void addConstant(byte[] key, int count);

  /** Ends a row group. */
  void end();
}
