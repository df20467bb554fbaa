package dev.deltaenrich.source;

import dev.deltaenrich.config.KeyType;
import java.util.List;
import java.util.Optional;

/**
 * A lookup as it was at one moment: one row a key.
 *
 * @param id the content's hash
 * @param table the table it was read from
 * @param keyType what its keys are; empty for one out of the history, which does not keep it
 * @param columns the looked-up columns, in the rule's order
 * @param rowCount its rows
 * @param bytes the size of all keys and values as text, in UTF-8
 * @param rows all rows; empty when they were too many and went to the spill
 * @param spilled whether the rows went to the spill instead
 */
public record Lookup(
    String id,
    String table,
    Optional<KeyType> keyType,
    List<LookupColumn> columns,
    long rowCount,
    long bytes,
    List<LookupRow> rows,
    boolean spilled) {}
