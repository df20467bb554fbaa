package dev.deltaenrich.lineage;

import dev.deltaenrich.config.CompositeKey;
import dev.deltaenrich.plan.FileTags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** What one lookup did for some rows. */
final class LookupFacts {
  private final KnownLookup lookup;
  private final Map<String, LookupOrigin> origins;
  private final LookupAnswers answers;

  private LookupFacts(
      KnownLookup lookup, Map<String, LookupOrigin> origins, LookupAnswers answers) {
    this.lookup = lookup;
    this.origins = origins;
    this.answers = answers;
  }

  /**
   * Reads the lookup's snapshots, each once.
   *
   * @param origins what the rows' files came from, by the files' URIs
   */
  static LookupFacts read(
      SparkSession spark, KnownLookup lookup, List<FoundRow> rows, Map<String, Origin> origins) {
    Map<String, LookupOrigin> its = new HashMap<>();
    origins.forEach((uri, origin) -> its.put(uri, LookupOrigin.of(origin, lookup)));
    return new LookupFacts(lookup, its, LookupAnswers.read(spark, lookup.rule(), rows, its));
  }

  /** What it did for one of them. */
  ExplainedLookup of(FoundRow row) {
    LookupOrigin origin = origins.get(row.file());
    AppliedRule rule = lookup.rule();
    LookupAnswer answer = answers.of(row, origin);
    return new ExplainedLookup(
        lookup.name(),
        rule.key(),
        CompositeKey.shown(row.key(rule)),
        row.values(rule),
        origin.run().map(it -> it.lookup().table()).orElse(null),
        origin.tags().map(FileTags::lookupSnapshot).orElse(null),
        answer.keptSince().orElse(null),
        answer.row(),
        answer.words(),
        origin.tags().map(FileTags::rule).orElse(null));
  }
}
