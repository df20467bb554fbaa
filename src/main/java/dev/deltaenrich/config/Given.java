package dev.deltaenrich.config;

/**
 * One setting's text and where it comes from.
 *
 * @param text as it was given, which may be a secret
 * @param origin a file, an environment variable or another place, named for people
 */
record Given(String text, String origin) {
  /** Leaves out the text, which may be a secret. */
  @Override
  public String toString() {
    return "Given[from " + origin + "]";
  }
}
