package dev.deltaenrich.job;

import dev.deltaenrich.config.ProducerChoice;
import dev.deltaenrich.plan.Fallback;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.SourceFile;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Which files are worth an attempt to splice them, by what the log says; a look at the file itself
 * may still show that it cannot be done.
 *
 * @param splice files to try
 * @param rewrite the rest
 * @param fallbacks why files of one source are rewritten all the same, with how many
 */
record ProducerSplit(
    List<PlannedFile> splice, List<PlannedFile> rewrite, Map<Fallback, Integer> fallbacks) {

  /**
   * Splits {@code planned}.
   *
   * @param tableReason why nothing of this raw table can be spliced; null when something can
   */
  static ProducerSplit of(List<PlannedFile> planned, ProducerChoice choice, Fallback tableReason) {
    List<PlannedFile> splice = new ArrayList<>();
    List<PlannedFile> rewrite = new ArrayList<>();
    Map<Fallback, Integer> fallbacks = new EnumMap<>(Fallback.class);
    for (PlannedFile file : planned) {
      if (choice == ProducerChoice.REWRITE) {
        rewrite.add(file);
        continue;
      }
      Fallback reason = tableReason != null ? tableReason : reason(file.sources().get(0));
      if (reason == null) {
        splice.add(file);
      } else {
        rewrite.add(file);
        fallbacks.merge(reason, 1, Integer::sum);
      }
    }
    return new ProducerSplit(splice, rewrite, fallbacks);
  }

  private static Fallback reason(SourceFile source) {
    return source.deletionVector() == null ? null : Fallback.DELETION_VECTOR;
  }
}
