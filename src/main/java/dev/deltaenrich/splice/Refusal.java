package dev.deltaenrich.splice;

/** Why a file is not taken, going by its footer. */
public enum Refusal {
  /** The log gives another size. */
  OTHER_SIZE,
  /** There is no Parquet footer. */
  NO_FOOTER,
  /** The footer or a column is encrypted. */
  ENCRYPTED,
  /** The footer contradicts itself. */
  CONTRADICTORY_FOOTER,
  /** The footer has fields that came after this program. Its pages can be made anew. */
  NEWER_FOOTER,
  /** A column is in another file. */
  SEVERAL_FILES,
  /** A column is of a type, an encoding or a codec that cannot be read. */
  UNREADABLE_COLUMN,
  /** Several columns may be the key. */
  NO_KEY,
  /** The key is not of the table's type. */
  KEY_TYPE,
  /** A row group's keys do not fit into memory. */
  LARGE_ROW_GROUP
}
