package dev.deltaenrich.job;

import dev.deltaenrich.config.ProducerChoice;
import dev.deltaenrich.plan.Fallback;
import dev.deltaenrich.plan.PlannedFile;
import java.util.List;
import java.util.Map;

/**
 * Which files are worth an attempt to splice them, by what the log says; a look at the file itself
 * may still show that it cannot be done.
 *
 * @param splice files to try
 * @param rewrite the rest
 * @param fallbacks why files are rewritten all the same, with how many
 */
record ProducerSplit(
    List<PlannedFile> splice, List<PlannedFile> rewrite, Map<Fallback, Integer> fallbacks) {

  /**
   * Splits {@code planned}.
   *
   * @param tableReason why nothing of this raw table can be spliced; null when something can
   */
  static ProducerSplit of(List<PlannedFile> planned, ProducerChoice choice, Fallback tableReason) {
    if (choice == ProducerChoice.REWRITE) {
      return new ProducerSplit(List.of(), planned, Map.of());
    }
    return tableReason == null || planned.isEmpty()
        ? new ProducerSplit(planned, List.of(), Map.of())
        : new ProducerSplit(List.of(), planned, Map.of(tableReason, planned.size()));
  }
}
