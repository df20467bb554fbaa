package dev.deltaenrich.verify;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What verify found of one of several lookups.
 *
 * @param name its name
 * @param table what the snapshot was taken of
 * @param snapshot the lookup snapshot
 * @param snapshotRows its rows, as kept in the history
 * @param matched rows whose key is in the lookup
 * @param nullKey rows without a key
 * @param nullTime rows whose key is in the lookup, and which have no time
 * @param outsideValidity rows whose key is in the lookup, and at whose time none of its rows is
 *     valid
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
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long nullTime,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long outsideValidity,
    long unknownKey,
    long wrongValues) {}
