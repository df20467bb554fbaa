package dev.deltaenrich.lineage;

import dev.deltaenrich.config.KeyEquality;

/**
 * What the keys of some curated files were compared with, and how.
 *
 * @param history where the lookup snapshot is kept
 * @param snapshot the lookup snapshot's id
 * @param match how keys were compared
 * @param key the key column
 */
record KeyComparison(String history, String snapshot, KeyEquality match, String key) {}
