package dev.deltaenrich.config;

/** Whether the switches in the database count. */
public enum ControlsChoice {
  /** Where the database has their table; without one, nothing is switched off or bounded. */
  AUTO("auto"),
  /** Always; a database without their table is an error. */
  REQUIRED("true"),
  /** Never; they are not even read. */
  IGNORED("false");

  private final String word;

  ControlsChoice(String word) {
    this.word = word;
  }

  /** The word in the settings. */
  public String word() {
    return word;
  }
}
