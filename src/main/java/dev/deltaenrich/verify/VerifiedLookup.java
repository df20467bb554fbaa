package dev.deltaenrich.verify;

/**
 * What verify found of one of several lookups.
 *
 * @param name its name
 * @param table what the snapshot was taken of
 * @param snapshot the lookup snapshot
 * @param snapshotRows its rows, as kept in the history
 * @param matched rows whose key is in the lookup
 * @param nullKey rows without a key
 * @param unknownKey rows with a key that is not in the lookup
 * @param wrongValues values of its columns that are not what the lookup makes them
 */
public record VerifiedLookup(
    String name,
    String table,
    String snapshot,
    long snapshotRows,
    long matched,
    long nullKey,
    long unknownKey,
    long wrongValues) {}
