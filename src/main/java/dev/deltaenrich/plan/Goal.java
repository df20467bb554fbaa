package dev.deltaenrich.plan;

import java.util.List;

/**
 * What the curated table should hold.
 *
 * @param sources the raw table's active files
 * @param lookupSnapshot the lookup snapshot's id
 * @param rule the rule's id
 * @param run the run that plans
 * @param scope what may be kept
 * @param bins which raw files share a curated file
 */
public record Goal(
    List<SourceFile> sources,
    String lookupSnapshot,
    String rule,
    String run,
    Scope scope,
    BinPolicy bins) {
  /** Copies {@code sources}. */
  public Goal {
    sources = List.copyOf(sources);
  }

  /** What may be kept of the curated table. */
  public enum Scope {
    /** Whatever is right. */
    DIFFERENCE,
    /** Nothing but what this very run made. */
    WHOLE_TABLE
  }
}
