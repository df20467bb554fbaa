package dev.deltaenrich.config;

/** How curated files are made. */
public enum ProducerChoice {
  /** Bytes are copied where they can stay, and small files share files. */
  AUTO("auto"),
  /** The same, but each raw file becomes a file of its own, however small. */
  SPLICE("splice"),
  /** All pages are decoded and encoded anew. */
  REWRITE("rewrite");

  private final String word;

  ProducerChoice(String word) {
    this.word = word;
  }

  /** The word in the settings. */
  public String word() {
    return word;
  }
}
