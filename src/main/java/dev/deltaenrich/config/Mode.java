package dev.deltaenrich.config;

/** How much of the curated table a run makes. */
public enum Mode {
  /** What is missing or out of date. */
  INCREMENTAL("incremental"),
  /** All of it. */
  FULL("full");

  private final String word;

  Mode(String word) {
    this.word = word;
  }

  /** The word in the settings. */
  public String word() {
    return word;
  }
}
