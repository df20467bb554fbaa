package dev.deltaenrich.engine;

import dev.deltaenrich.failure.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A row of a dictionary of failures.
 *
 * @param finds the failure that the row explains, among a failure and its causes
 * @param code its kind
 * @param cause what is wrong, made of the failure that was found
 * @param advice what to do
 */
record FailureRule(
    Function<Causes, Optional<? extends Throwable>> finds,
    ErrorCode code,
    Function<Throwable, String> cause,
    String advice) {

  /** A row whose cause is a text, with {@code %s} for what the failure that was found says. */
  FailureRule(
      Function<Causes, Optional<? extends Throwable>> finds,
      ErrorCode code,
      String cause,
      String advice) {
    this(finds, code, failure -> cause.formatted(Causes.text(failure)), advice);
  }

  /** What the first of some rows that finds something says. */
  static Optional<Explanation> explain(List<FailureRule> rules, Causes causes) {
    return rules.stream().flatMap(rule -> rule.explain(causes).stream()).findFirst();
  }

  private Optional<Explanation> explain(Causes causes) {
    return finds.apply(causes).map(failure -> new Explanation(code, cause.apply(failure), advice));
  }
}
