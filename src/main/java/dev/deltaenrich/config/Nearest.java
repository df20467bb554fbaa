package dev.deltaenrich.config;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Guesses what someone meant who typed a word that does not exist. */
public final class Nearest {
  private Nearest() {}

  /**
   * The word of {@code known} that takes the fewest edits to reach from {@code word}; of several
   * the first.
   *
   * @param known never empty
   */
  public static String to(String word, List<String> known) {
    return known.stream()
        .min(Comparator.comparing(candidate -> edits(word, candidate)))
        .orElseThrow();
  }

  /**
   * A word of {@code known} that somebody may have meant: one whose first parts were left out, such
   * as {@code enrich.mode} of {@code mode}, or else one that takes few edits. Empty where all are
   * far from it.
   */
  static Optional<String> near(String word, List<String> known) {
    int most = Math.max(2, word.length() / 2);
    return known.stream()
        .filter(candidate -> candidate.endsWith("." + word) || candidate.endsWith("_" + word))
        .min(Comparator.comparing(String::length))
        .or(
            () ->
                known.stream()
                    .min(Comparator.comparing(candidate -> edits(word, candidate)))
                    .filter(candidate -> edits(word, candidate) <= most));
  }

  private static int edits(String word, String other) {
    return LevenshteinDistance.getDefaultInstance().apply(word, other);
  }
}
