package dev.deltaenrich.sink;

import dev.deltaenrich.engine.log.Metadata;

/**
 * Properties of a Delta table that are numbers, as {@code DeltaConfigs} has them, which takes most
 * of a second to load.
 */
enum TableProperty {
  /** After how many versions a checkpoint is due. */
  CHECKPOINT_INTERVAL("delta.checkpointInterval", 10),
  /** How many leaf columns have statistics; below zero: all. */
  INDEXED_COLUMNS("delta.dataSkippingNumIndexedCols", 32);

  private final String key;
  private final int byDefault;

  TableProperty(String key, int byDefault) {
    this.key = key;
    this.byDefault = byDefault;
  }

  /** Its value in a table. */
  int of(Metadata metadata) {
    String value = metadata.configuration().get(key);
    return value == null ? byDefault : Integer.parseInt(value);
  }
}
