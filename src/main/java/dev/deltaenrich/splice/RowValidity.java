package dev.deltaenrich.splice;

/** When the rows of a lookup are valid. */
public enum RowValidity {
  /** At all times: a key has one row. */
  ALWAYS,
  /** In the period that stands after the row's key, see {@link dev.deltaenrich.config.Period}. */
  IN_PERIOD,
  /** From the begin of that period until the next row of the key begins. */
  UNTIL_NEXT
}
