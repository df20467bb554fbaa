package dev.deltaenrich.failure;

/** What the process tells its caller; Airflow decides on it whether to try again. */
public enum ExitCode {
  /** Done; also: nothing to do, or switched off. */
  DONE(0),
  /** May work when tried again. */
  RETRY(1),
  /** Someone has to change something first. */
  CHANGE_NEEDED(2),
  /** The data break a rule. */
  DATA(3),
  /** The commit's outcome is unknown: look before trying again. */
  UNKNOWN(4);

  private final int value;

  ExitCode(int value) {
    this.value = value;
  }

  /** The number given to {@link System#exit}. */
  public int value() {
    return value;
  }
}
