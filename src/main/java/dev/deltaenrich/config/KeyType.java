package dev.deltaenrich.config;

import java.time.LocalDate;

/**
 * What keys are, or one column of composite ones: the same on both sides of a lookup. Each value
 * has one text, in which keys are held, compared and shown: an integer its decimal digits without
 * leading zeros, a date the form of ISO 8601. Spark's cast to a string gives the same texts.
 */
public enum KeyType {
  /** Texts, compared as {@link KeyMatch} says. */
  TEXT("text"),
  /** Whole numbers of any width. */
  INTEGER("a whole number"),
  /** Days of the proleptic Gregorian calendar. */
  DATE("a date"),
  /** Moments, as microseconds since 1970 in UTC. They choose among a key's rows; no key is one. */
  TIME("a time");

  private final String word;

  KeyType(String word) {
    this.word = word;
  }

  /** As messages call a value of the type. */
  public String word() {
    return word;
  }

  /**
   * The text of a value.
   *
   * @param value the number, or the days since 1970-01-01; texts have none
   */
  public String text(long value) {
    return this == DATE ? LocalDate.ofEpochDay(value).toString() : Long.toString(value);
  }
}
