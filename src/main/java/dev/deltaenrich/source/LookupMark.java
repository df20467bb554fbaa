package dev.deltaenrich.source;

import java.math.BigInteger;
import java.util.Optional;

/**
 * The moment a lookup was read, and what is to be known of its rows then: a later read goes on from
 * it with the rows that changed since. Kept with the snapshot.
 *
 * @param origin a hash of what was read: server, table, columns and how keys are compared
 * @param greatest the greatest value of the changed column, as PostgreSQL's text
 * @param horizon the oldest transaction that had not ended: all older ones were seen
 * @param next the first transaction that had not begun
 * @param sum the rows' digests, added up
 * @param bytes the size of all keys and values
 * @param reads reads of changed rows since all rows were read
 * @param base the snapshot from which the kept rows differ; absent where all rows are kept
 */
public record LookupMark(
    String origin,
    String greatest,
    long horizon,
    long next,
    BigInteger sum,
    long bytes,
    int reads,
    Optional<String> base) {
  private static final int PARTS = 7;
  private static final int HEXADECIMAL = 16;

  /** Whether not all rows were read. */
  public boolean isMerged() {
    return reads > 0;
  }

  /** One line without the base, which is of the kept rows and not of the moment. */
  public String text() {
    return String.join(
        "|",
        origin,
        Long.toString(horizon),
        Long.toString(next),
        sum.toString(HEXADECIMAL),
        Long.toString(bytes),
        Integer.toString(reads),
        greatest);
  }

  /** That of a {@link #text}. */
  public static LookupMark of(String text, Optional<String> base) {
    String[] parts = text.split("\\|", PARTS);
    return new LookupMark(
        parts[0],
        parts[6],
        Long.parseLong(parts[1]),
        Long.parseLong(parts[2]),
        new BigInteger(parts[3], HEXADECIMAL),
        Long.parseLong(parts[4]),
        Integer.parseInt(parts[5]),
        base);
  }
}
