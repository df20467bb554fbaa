package dev.deltaenrich.verify;

/**
 * A file whose numbers of rows are not the same everywhere.
 *
 * @param side {@code raw} or {@code curated}
 * @param file its absolute path
 * @param logged the rows that the table's log says it has; null where the log does not say
 * @param footer the rows of its row groups, by its footer
 * @param deleted those that a deletion vector leaves out, by the log
 * @param read the rows that Spark reads of it, without those
 */
public record FileRows(
    String side, String file, Long logged, long footer, long deleted, long read) {
  boolean differ() {
    return (logged != null && logged != footer) || footer - deleted != read;
  }

  /** In a sentence. */
  String sentence() {
    return "Rows of the %s file %s: the log says %s, the footer %d, Spark reads %d%s"
        .formatted(
            side,
            file,
            logged == null ? "nothing" : logged,
            footer,
            read,
            deleted == 0 ? "" : " beside " + deleted + " deleted ones");
  }
}
