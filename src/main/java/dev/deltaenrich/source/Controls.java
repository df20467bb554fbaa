package dev.deltaenrich.source;

/**
 * The switches in the database.
 *
 * @param ingestionEnabled whether the job may write
 * @param maxBatchSize the most raw files a commit; {@link Integer#MAX_VALUE} where nothing is said
 */
public record Controls(boolean ingestionEnabled, int maxBatchSize) {
  /** Nothing is switched off or bounded. */
  public static final Controls NONE = new Controls(true, Integer.MAX_VALUE);
}
