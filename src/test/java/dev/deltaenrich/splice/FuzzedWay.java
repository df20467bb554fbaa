package dev.deltaenrich.splice;

/** What is done with a damaged file. */
enum FuzzedWay {
  /** The file is copied, and the new column added. */
  COPIED,
  /** The file comes first, and another follows; bytes of both stay. */
  MERGED_FIRST,
  /** The file comes after another; bytes of both stay. */
  MERGED_LAST,
  /** All pages are made anew. */
  RECODED,
  /** All pages are made anew, without some rows, along with those of another file. */
  RECODED_WITH_OTHER
}
