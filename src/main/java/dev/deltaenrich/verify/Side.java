package dev.deltaenrich.verify;

/** Which of the two tables a file belongs to. */
enum Side {
  RAW("raw"),
  CURATED("curated"),
  QUARANTINE("quarantine");

  private final String word;

  Side(String word) {
    this.word = word;
  }

  /** As results and sentences call the side. */
  String word() {
    return word;
  }
}
