package dev.deltaenrich.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is looked up and what comes of it: with a raw file and a lookup snapshot it determines a
 * curated file's rows.
 *
 * @param rawKey the raw column that is looked up
 * @param columns the columns to add, in the order they are added
 * @param match how keys are compared
 * @param unmatched what rows without a match get
 */
public record Rule(String rawKey, List<NewColumn> columns, KeyMatch match, Unmatched unmatched) {
  private static final int ID_BYTES = 8;

  /** Copies {@code columns}. */
  public Rule {
    columns = List.copyOf(columns);
  }

  /** As the settings spell the columns. */
  public String columnsWord() {
    return columns.stream()
        .map(column -> column.lookupColumn() + ":" + column.name())
        .collect(Collectors.joining(","));
  }

  /**
   * Sixteen hexadecimal digits that change when the rule does. Whether unmatched rows are null or
   * fail the run makes no difference to a file that was committed.
   */
  public String id() {
    String unmatchedWord =
        unmatched.policy() == Unmatched.Policy.DEFAULT ? unmatched.word() : "null";
    String text = String.join("\u0000", rawKey, columnsWord(), match.word(), unmatchedWord);
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
