package dev.deltaenrich.plan;

/** Why pages of a file are decoded and encoded anew, not copied as bytes. */
public enum Fallback {
  /** {@code enrich.producer=rewrite}. */
  ASKED("asked for"),
  /** A deletion vector leaves rows out. */
  DELETED_ROWS("rows deleted"),
  /** Rows without a match go to the quarantine. */
  QUARANTINED_ROWS("rows in quarantine"),
  /** Several tiny row groups become one. */
  SMALL_ROW_GROUPS("small row groups"),
  /** A column is of a narrower type than the table's, or has another form in a source beside it. */
  OTHER_COLUMNS("columns of another form"),
  /** Spark has no decoder for an encoding. */
  ENCODING("encoding that Spark does not read"),
  /** The footer says what came after this program and may not hold for the new file. */
  NEWER_FOOTER("footer of a newer kind");

  private final String word;

  Fallback(String word) {
    this.word = word;
  }

  /** The reason in words, the same for every file. */
  public String word() {
    return word;
  }
}
