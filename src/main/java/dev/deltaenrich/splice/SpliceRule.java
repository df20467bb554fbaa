package dev.deltaenrich.splice;

import dev.deltaenrich.config.KeyEquality;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What is added to each file.
 *
 * @param key the column that is looked up, as the table's schema spells it
 * @param columns the columns to add, in this order; at least one
 * @param match how keys are compared
 * @param lookup normalised key to its values, one for each new column as the Java objects {@link
 *     ValueType} names, or null; neither map nor arrays are copied, and must not be changed
 * @param unmatched the values of rows whose key is null or not in the lookup; may hold nulls
 * @param validity when rows of the lookup are valid; unless they always are, each key of {@code
 *     lookup} has its period after it
 */
public record SpliceRule(
    String key,
    List<AddedColumn> columns,
    KeyEquality match,
    Map<String, Object[]> lookup,
    Object[] unmatched,
    RowValidity validity)
    implements Serializable {

  /** A rule whose lookup is always valid. */
  public SpliceRule(
      String key,
      List<AddedColumn> columns,
      KeyEquality match,
      Map<String, Object[]> lookup,
      Object[] unmatched) {
    this(key, columns, match, lookup, unmatched, RowValidity.ALWAYS);
  }

  /** Copies {@code columns} and {@code unmatched}. */
  public SpliceRule {
    columns = List.copyOf(columns);
    unmatched = unmatched.clone();
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("no column to add");
    }
    Set<String> names = new HashSet<>();
    for (AddedColumn column : columns) {
      if (!names.add(column.name().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException("column %s is added twice".formatted(column.name()));
      }
    }
    int width = columns.size();
    if (unmatched.length != width
        || lookup.values().stream().anyMatch(values -> values.length != width)) {
      throw new IllegalArgumentException("a row of values has not one for each column");
    }
  }
}
