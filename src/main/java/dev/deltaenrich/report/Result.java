package dev.deltaenrich.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.deltaenrich.failure.ExitCode;

/**
 * What a command found or did. Implementations are records: their components are the fields of the
 * JSON line, and {@link #report} is the same for people.
 */
public interface Result {
  /** The same for people. */
  @JsonIgnore
  Report report();

  /** What the process ends with; {@link ExitCode#DONE} unless the result itself is a bad one. */
  @JsonIgnore
  default ExitCode exitCode() {
    return ExitCode.DONE;
  }
}
