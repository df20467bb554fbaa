package dev.deltaenrich.config;

/**
 * One setting's text and where it comes from.
 *
 * @param key the setting's key there, with the lookup's name where it is of one lookup
 * @param text as it was given, which may be a secret
 * @param origin a file, an environment variable or another place, named for people
 */
record Given(String key, String text, String origin) {
  /** Leaves out the text, which may be a secret. */
  @Override
  public String toString() {
    return "Given[from " + origin + "]";
  }
}
