package dev.deltaenrich.config;

/** Who makes the curated files. */
public enum ProducerChoice {
  /** Each file by whichever suits it. */
  AUTO("auto"),
  /** Every file that can be spliced is, however small. */
  SPLICE("splice"),
  /** Every file is read and written anew. */
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
