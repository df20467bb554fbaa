package dev.deltaenrich.splice;

import java.io.Serializable;

/**
 * A column, or a field inside one, that a table shows under another name than its files have (Delta
 * PROTOCOL, "Column Mapping"). Immutable.
 *
 * @param name the name that is shown
 * @param physicalName the name in files; meant only where {@code fieldId} is null
 * @param fieldId its {@code field_id} in files, for tables whose columns are found by ids; else
 *     null
 * @param type what is inside it
 */
public record MappedColumn(String name, String physicalName, Integer fieldId, MappedType type)
    implements Serializable {
  /** The column in a file that has it under the name that is shown. */
  MappedColumn asShown() {
    return new MappedColumn(name, name, null, type.asShown());
  }
}
