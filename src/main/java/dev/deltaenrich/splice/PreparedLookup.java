package dev.deltaenrich.splice;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * A rule's lookup as splicing uses it.
 *
 * @param keys key to lookup row
 * @param columns lookup row to values, by column; row 0 has the values of rows without a match
 * @param schema the new columns
 */
record PreparedLookup(LookupKeys keys, List<ColumnValues> columns, MessageType schema) {
  static PreparedLookup of(SpliceRule rule) {
    List<String> keys = List.copyOf(rule.lookup().keySet());
    List<ColumnValues> columns = new ArrayList<>();
    for (int i = 0; i < rule.columns().size(); i++) {
      List<Object> rows = new ArrayList<>(keys.size() + 1);
      rows.add(rule.unmatched()[i]);
      for (String key : keys) {
        rows.add(rule.lookup().get(key)[i]);
      }
      columns.add(ColumnValues.of(rule.columns().get(i), rows));
    }
    List<Type> types = columns.stream().map(values -> (Type) values.type()).toList();
    return new PreparedLookup(
        new LookupKeys(rule.match(), keys), List.copyOf(columns), new MessageType("added", types));
  }
}
