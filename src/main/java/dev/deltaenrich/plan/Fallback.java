package dev.deltaenrich.plan;

/** Why a file is rewritten, not spliced. */
public enum Fallback {
  LOOKUP_PART("its part of the lookup is too large"),
  CHAR_COLUMN("CHAR column"),
  OTHER_SIZE("another size than in the log"),
  NO_FOOTER("no Parquet footer"),
  ENCRYPTED("encrypted"),
  CONTRADICTORY_FOOTER("footer contradicts itself"),
  NEWER_FOOTER("footer of a newer kind"),
  SEVERAL_FILES("column in another file"),
  UNREADABLE_COLUMN("column that cannot be read"),
  STRUCT_WITHOUT_FIELDS("struct without any of its fields"),
  NO_KEY("several columns that may be the key"),
  KEY_NOT_TEXT("key is no plain text"),
  LARGE_ROW_GROUP("row group too large");

  private final String word;

  Fallback(String word) {
    this.word = word;
  }

  /** The reason in words, the same for every file. */
  public String word() {
    return word;
  }
}
