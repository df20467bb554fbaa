package dev.deltaenrich.job;

/**
 * What every producer has to do, whichever way it makes files. The tests are inherited by the
 * interfaces that extend this, one for each field, so that one class a producer runs them all.
 */
interface EnrichmentContract {
  /** Tables of this test alone. */
  EnrichmentTables tables();

  /** The producer's name in tags and figures, for plain Parquet files. */
  String producer();

  /** Whether the small files of these tables share curated files. */
  default boolean sharesFiles() {
    return false;
  }
}
