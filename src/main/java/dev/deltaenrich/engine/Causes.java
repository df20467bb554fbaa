package dev.deltaenrich.engine;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.commons.lang3.exception.ExceptionUtils;

/**
 * A failure and what caused it, the outermost first.
 *
 * @param chain never empty
 */
record Causes(List<Throwable> chain) {
  private static final int LONGEST_TEXT = 500;

  /** The chain of {@code failure}; one that runs in a circle is cut. */
  static Causes of(Throwable failure) {
    return new Causes(ExceptionUtils.getThrowableList(failure));
  }

  /** The outermost one that satisfies {@code wanted}. */
  Optional<Throwable> first(Predicate<Throwable> wanted) {
    return chain.stream().filter(wanted).findFirst();
  }

  /** The outermost one of a type. */
  <T extends Throwable> Optional<T> first(Class<T> type) {
    return first(type::isInstance).map(type::cast);
  }

  /** The outermost one of a class, named since it may not be on this machine's class path. */
  Optional<Throwable> named(String... simpleNames) {
    List<String> names = List.of(simpleNames);
    return first(t -> names.contains(t.getClass().getSimpleName()));
  }

  /** The outermost one whose message contains one of {@code texts}. */
  Optional<Throwable> containing(String... texts) {
    List<String> wanted = List.of(texts);
    return first(t -> wanted.stream().anyMatch(String.valueOf(t.getMessage())::contains));
  }

  /** What started it. */
  Throwable root() {
    return chain.get(chain.size() - 1);
  }

  /** The failure's kind and message in one line; where it was thrown when it has no message. */
  static String describe(Throwable failure) {
    String name = failure.getClass().getSimpleName();
    String message = text(failure);
    if (!message.isEmpty()) {
      return name + ": " + message;
    }
    StackTraceElement[] trace = failure.getStackTrace();
    return trace.length == 0
        ? name
        : "%s in %s.%s".formatted(name, trace[0].getClassName(), trace[0].getMethodName());
  }

  /** The first line of its message that says something, of a length that can be read. */
  static String text(Throwable failure) {
    String message = failure.getMessage() == null ? "" : failure.getMessage();
    String line =
        message.lines().map(String::strip).filter(text -> !text.isEmpty()).findFirst().orElse("");
    return line.length() > LONGEST_TEXT ? line.substring(0, LONGEST_TEXT) + "…" : line;
  }
}
