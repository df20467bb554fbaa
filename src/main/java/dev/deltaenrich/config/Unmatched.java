package dev.deltaenrich.config;

import java.util.Optional;

/**
 * What a row gets whose key is null or unknown.
 *
 * @param policy the kind of answer
 * @param text the default value as text, for {@link Policy#DEFAULT} only
 */
public record Unmatched(Policy policy, Optional<String> text) {
  /** The kinds of answer. */
  public enum Policy {
    /** The new columns stay null. */
    NULL,
    /** The new columns get the default value. */
    DEFAULT,
    /** The run fails before its commit. */
    FAIL,
    /** The row goes to the quarantine instead of the curated table. */
    QUARANTINE
  }

  /** New columns stay null. */
  public static final Unmatched TO_NULL = new Unmatched(Policy.NULL, Optional.empty());

  /** The run fails. */
  public static final Unmatched TO_FAILURE = new Unmatched(Policy.FAIL, Optional.empty());

  /** The row goes to the quarantine. */
  public static final Unmatched TO_QUARANTINE = new Unmatched(Policy.QUARANTINE, Optional.empty());

  /** New columns get {@code text}, cast to the column's type. */
  public static Unmatched toDefault(String text) {
    return new Unmatched(Policy.DEFAULT, Optional.of(text));
  }

  /** As the settings spell it. */
  public String word() {
    return switch (policy) {
      case NULL -> "null";
      case DEFAULT -> "default:" + text.orElse("");
      case FAIL -> "fail";
      case QUARANTINE -> "quarantine";
    };
  }
}
