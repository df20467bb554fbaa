package dev.deltaenrich.config;

import java.util.Comparator;
import java.util.List;
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
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    return known.stream()
        .min(Comparator.comparing(candidate -> distance.apply(word, candidate)))
        .orElseThrow();
  }
}
