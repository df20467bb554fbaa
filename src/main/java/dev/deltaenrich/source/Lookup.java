package dev.deltaenrich.source;

import dev.deltaenrich.config.KeyType;
import java.util.List;

/**
 * A lookup as it was at one moment: one row a key.
 *
 * @param id the content's hash
 * @param table the table it was read from
 * @param keyTypes what each part of its keys is; none for one out of the history that does not keep
 *     them
 * @param columns the looked-up columns, in the rule's order
 * @param rowCount its rows
 * @param bytes the size of all keys and values as text, in UTF-8
 * @param rows all rows; empty when they were too many and went to the spill
 * @param spilled whether the rows went to the spill instead
 */
public record Lookup(
    String id,
    String table,
    List<KeyType> keyTypes,
    List<LookupColumn> columns,
    long rowCount,
    long bytes,
    List<LookupRow> rows,
    boolean spilled) {}
