package dev.deltaenrich.plan;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Why a curated file is made or taken away. Of several that apply the first counts. */
public enum Reason {
  /** A whole table was asked for. */
  WHOLE_TABLE("whole table"),
  /** The file was not made by this program, or was changed by another. */
  NOT_OURS("not made by delta-enrich"),
  /** Another rule made it. */
  RULE_CHANGED("rule changed"),
  /** It holds keys whose lookup rows are not what they were. */
  LOOKUP_CHANGED("lookup changed"),
  /** The lookup it was made with is not kept any more, so that nobody can tell what changed. */
  SNAPSHOT_GONE("lookup snapshot gone"),
  /** Raw has gained a column that its raw files hold, and it was written without. */
  COLUMN_GAINED("column gained"),
  /** Rows of its sources should be in the quarantine and are not. */
  QUARANTINE_GONE("quarantined rows gone"),
  /** Some of its raw files are there and some are not. */
  SOURCE_REWRITTEN("source rewritten"),
  /** Another curated file holds the same raw file. */
  HELD_TWICE("raw file held twice"),
  /** A small file that is made again together with new ones. */
  BINNED("binned with new small files"),
  /** None of its raw files is there. */
  GONE_FROM_RAW("gone from raw"),
  /** No curated file holds the raw file. */
  NEW_IN_RAW("new in raw");

  /** A number of changed keys that nobody counted. */
  public static final int UNCOUNTED = -1;

  private static final String NAMES = ": ";
  private static final String COUNT = " (";

  private final String word;

  Reason(String word) {
    this.word = word;
  }

  /** The reason in words, without numbers. */
  public String word() {
    return word;
  }

  /**
   * The reason in words, with the lookups that it is about.
   *
   * @param lookups their names; none where there is one lookup without a name
   */
  public String word(List<String> lookups) {
    return lookups.isEmpty() ? word : word + NAMES + String.join(", ", lookups);
  }

  /**
   * {@link #LOOKUP_CHANGED} in words, with the number of changed keys that a file holds.
   *
   * @param lookups the names of the lookups whose keys changed, as for {@link #word(List)}
   */
  public static String lookupChanged(int keys, List<String> lookups) {
    String word = LOOKUP_CHANGED.word(lookups);
    return keys == UNCOUNTED
        ? word
        : "%s%s%,d %s in this file)".formatted(word, COUNT, keys, keys == 1 ? "key" : "keys");
  }

  /** Words of a reason without a number of keys, as files are counted by it. */
  static String withoutKeys(String words) {
    return words.split(Pattern.quote(COUNT), 2)[0];
  }

  /**
   * The reason that words are of.
   *
   * @throws IllegalArgumentException when they are of none
   */
  public static Reason of(String words) {
    return Arrays.stream(values())
        .filter(reason -> withoutKeys(words).split(NAMES, 2)[0].equals(reason.word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no reason: " + words));
  }
}
