package dev.deltaenrich.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * What is looked up and what comes of it: with a raw file and a lookup snapshot it determines a
 * curated file's rows.
 *
 * @param rawKey the raw column that is looked up, or several with commas between them
 * @param columns the columns to add, in the order they are added
 * @param match how keys are compared
 * @param unmatched what rows without a match get
 * @param validity when rows of the lookup are valid; empty where they always are
 */
public record Rule(
    String rawKey,
    List<NewColumn> columns,
    KeyEquality match,
    Unmatched unmatched,
    Optional<Validity> validity) {
  private static final int ID_DIGITS = 16;

  /** Copies {@code columns}. */
  public Rule {
    columns = List.copyOf(columns);
  }

  /** A rule whose lookup is always valid. */
  public Rule(String rawKey, List<NewColumn> columns, KeyEquality match, Unmatched unmatched) {
    this(rawKey, columns, match, unmatched, Optional.empty());
  }

  /** The same for keys of some types, see {@link KeyEquality#of}. */
  public Rule comparing(List<KeyType> types) {
    return new Rule(rawKey, columns, KeyEquality.of(match.setting(), types), unmatched, validity);
  }

  /** The columns of the key, several where keys are composite. */
  public List<String> rawKeys() {
    return CompositeKey.columns(rawKey);
  }

  /** Whether rows without a match go to the quarantine. */
  public boolean quarantines() {
    return unmatched.policy() == Unmatched.Policy.QUARANTINE;
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
    String unmatchedWord = unmatched.policy() == Unmatched.Policy.FAIL ? "null" : unmatched.word();
    String text = String.join("\u0000", rawKey, columnsWord(), match.word(), unmatchedWord);
    // Rules of earlier versions keep their ids.
    text += validity.map(it -> "\0" + it.word()).orElse("");
    return DigestUtils.sha256Hex(text).substring(0, ID_DIGITS);
  }
}
