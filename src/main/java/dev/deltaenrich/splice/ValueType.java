package dev.deltaenrich.splice;

/** The types a new column may have, and the Java objects its values are given as. */
public enum ValueType {
  /** UTF-8 text; values are {@link String}. */
  STRING,
  /** 16 bits; values are {@link Short} or {@link Integer}. */
  SHORT,
  /** 32 bits; values are {@link Integer}. */
  INTEGER,
  /** 64 bits; values are {@link Long}. */
  LONG,
  /** True or false; values are {@link Boolean}. */
  BOOLEAN,
  /** 32 bits, IEEE 754; values are {@link Float}. */
  FLOAT,
  /** 64 bits, IEEE 754; values are {@link Double}. */
  DOUBLE,
  /** Up to 38 digits; values are {@link java.math.BigDecimal} that fit precision and scale. */
  DECIMAL,
  /** Days; values are {@link java.time.LocalDate}. */
  DATE,
  /**
   * Microseconds, normalised to UTC; values are {@link java.time.Instant}, finer parts are cut off.
   */
  TIMESTAMP
}
