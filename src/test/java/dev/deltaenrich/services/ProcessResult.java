package dev.deltaenrich.services;

import java.time.Duration;

/**
 * How a process ended.
 *
 * @param exit its exit code
 * @param stdout all it wrote there
 * @param stderr all it wrote there
 * @param took from its start to its end
 */
public record ProcessResult(int exit, String stdout, String stderr, Duration took) {
  /** Both streams, for searching and for messages. */
  public String output() {
    return stdout + stderr;
  }

  /**
   * This, if it went well.
   *
   * @throws IllegalStateException with all output where it did not
   */
  public ProcessResult succeeded() {
    if (exit != 0) {
      throw new IllegalStateException("exit code %d:%n%s".formatted(exit, output()));
    }
    return this;
  }
}
