package dev.deltaenrich.plan;

/**
 * Which raw files share a curated file.
 *
 * @param smallFileBytes raw files below this many bytes are small; 0: none is
 * @param binBytes how many bytes of small raw files make one curated file
 * @param mostSources the most raw files in one curated file; at least 1
 */
public record BinPolicy(long smallFileBytes, long binBytes, int mostSources) {
  /** A curated file names its sources in the log, so that there must not be too many. */
  public static final int MOST_SOURCES = 1_000;

  /** Every raw file gets a curated file of its own. */
  public static final BinPolicy NONE = new BinPolicy(0, 0, 1);

  /** Bounds {@code mostSources}. */
  public BinPolicy {
    mostSources = Math.max(1, Math.min(mostSources, MOST_SOURCES));
  }

  boolean isSmall(SourceFile source) {
    return source.bytes() < smallFileBytes;
  }
}
