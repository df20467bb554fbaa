package dev.deltaenrich.bootstrap;

import java.util.List;

/**
 * The raw table after sample data were asked for.
 *
 * @param path where it is
 * @param landed whether it was made now; otherwise it was there and was not touched
 * @param version its Delta version
 * @param rows rows that were landed; null if it was there already
 * @param files data files that were landed; null if it was there already
 * @param bucketsCreated buckets that were missing
 */
public record LandedRaw(
    String path,
    boolean landed,
    long version,
    Long rows,
    Integer files,
    List<String> bucketsCreated) {}
