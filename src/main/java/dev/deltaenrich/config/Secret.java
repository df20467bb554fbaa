package dev.deltaenrich.config;

import java.util.Objects;

/**
 * A value that must not be printed: {@code toString} shows stars. Not serializable on purpose, so
 * that it cannot travel into a task, a plan or an event log.
 */
public final class Secret {
  private final String value;

  /** Wraps {@code value}, which must not be null. */
  public Secret(String value) {
    this.value = Objects.requireNonNull(value);
  }

  /** The value itself; hand it to the driver or the library that needs it and to nothing else. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "********";
  }
}
