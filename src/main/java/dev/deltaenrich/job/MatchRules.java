package dev.deltaenrich.job;

import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.Unmatched;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.MatchCounts;
import java.util.stream.Collectors;

/**
 * What the settings ask of the rows that a commit is about to add.
 *
 * @param rawPath the raw table, for messages
 * @param lookup what the rows were compared with
 */
record MatchRules(String rawPath, LookupSettings lookup) {

  /**
   * Compares the counts with the settings.
   *
   * @throws EnrichException UNMATCHED or MATCH_RATE
   */
  void require(MatchCounts counts) {
    long unmatched = counts.rows() - counts.matched();
    if (lookup.rule().unmatched().policy() == Unmatched.Policy.FAIL && unmatched > 0) {
      throw lookup.inOwnKeys(
          new EnrichException(
              ErrorCode.UNMATCHED,
              "Cannot enrich %s: %,d rows have no key and %,d have keys that %s lacks (%s)%s, and lookup.unmatched is fail; complete the lookup or choose null or default:TEXT"
                  .formatted(
                      rawPath,
                      counts.nullKey(),
                      counts.unknownKey(),
                      lookup.shown(),
                      shownKeys(counts),
                      byTime(counts))));
    }
    if (counts.matchRate() < lookup.minMatchRate()) {
      throw lookup.inOwnKeys(
          new EnrichException(
              ErrorCode.MATCH_RATE,
              "Cannot enrich %s: only %.4f of the rows with a key match %s, lookup.min-match-rate is %s; the most frequent unknown keys: %s%s; complete the lookup or lower the rate"
                  .formatted(
                      rawPath,
                      counts.matchRate(),
                      lookup.shown(),
                      lookup.minMatchRate(),
                      shownKeys(counts),
                      byTime(counts))));
    }
  }

  /** The rows whose key is known and whose time is not, for messages; empty for none. */
  static String byTime(MatchCounts counts) {
    return counts.nullTime() + counts.outsideValidity() == 0
        ? ""
        : ", %,d have no time and %,d a time at which their key has no valid row"
            .formatted(counts.nullTime(), counts.outsideValidity());
  }

  /** For a message, which is one line whatever the keys hold. */
  private static String shownKeys(MatchCounts counts) {
    return EnrichResult.topUnknownKeys(counts).entrySet().stream()
        .map(entry -> "'%s' (%,d rows)".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "))
        .replaceAll("\\p{Cntrl}", " ");
  }
}
