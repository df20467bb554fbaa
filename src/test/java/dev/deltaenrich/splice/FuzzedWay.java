package dev.deltaenrich.splice;

/** What is done with a damaged file. */
enum FuzzedWay {
  /** The file is copied, and the new column added. */
  COPIED,
  /** The file comes first, and another follows; bytes of both stay. */
  MERGED_FIRST,
  /** The file comes after another; bytes of both stay. */
  MERGED_LAST,
  /** All pages of the file are decoded and encoded. */
  RECODED,
  /** The same, without some rows. The file comes after another. */
  RECODED_WITH_OTHER
}
