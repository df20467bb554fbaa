package dev.deltaenrich.config;

import java.time.LocalDate;
import java.util.Locale;

/**
 * What keys are, or one column of composite ones. Each value has one text, in which keys are held
 * and shown: an integer its decimal digits without leading zeros, a date the form of ISO 8601.
 * Spark's cast to a string gives the same texts. Columns of the lookup may be of types of which raw
 * has the values as texts, see {@link #ofRaw}.
 */
public enum KeyType {
  /** Texts, compared as {@link KeyMatch} says. */
  TEXT("text"),
  /** Whole numbers of any width, decimals without a fraction too. */
  INTEGER("a whole number"),
  /** Days of the proleptic Gregorian calendar. */
  DATE("a date"),
  /** Moments, as microseconds since 1970 in UTC. They choose among a key's rows; no key is one. */
  TIME("a time"),
  /** UUIDs, texts in raw: equal where PostgreSQL reads the same UUID. */
  UUID("a UUID"),
  /** Texts of PostgreSQL's citext: capitals do not count. */
  CITEXT("a text without regard to capitals"),
  /** Texts of PostgreSQL's char(n): spaces at the end do not count. */
  CHAR("a text without regard to spaces at its end");

  private final String word;

  KeyType(String word) {
    this.word = word;
  }

  /** As messages call a value of the type. */
  public String word() {
    return word;
  }

  /** What equal values are in raw. */
  public KeyType ofRaw() {
    return this == UUID || this == CITEXT || this == CHAR ? TEXT : this;
  }

  /** Whether values of the type are equal otherwise than {@code lookup.match} says of texts. */
  boolean countsBeside(KeyMatch setting) {
    return switch (this) {
      case TEXT, INTEGER, DATE, TIME -> false;
      case UUID -> true;
      case CITEXT -> setting != KeyMatch.TRIM_IGNORE_CASE;
      case CHAR -> setting == KeyMatch.EXACT;
    };
  }

  /** The text that stands for all texts of the same value. */
  String canonical(String text) {
    return switch (this) {
      case TEXT, INTEGER, DATE, TIME -> text;
      case UUID -> UuidText.canonical(text);
      case CITEXT -> text.toLowerCase(Locale.ROOT);
      case CHAR -> text.replaceAll(" +\\z", "");
    };
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
