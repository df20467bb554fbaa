package dev.deltaenrich.splice;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.parquet.Version;

/**
 * A footer's key-values after splicing: all that were there, those that describe the columns made
 * true again, and one that says who wrote the new columns. {@code created_by} stays the source's:
 * readers use it to work around old writers' faults, and the old chunks are still that writer's.
 */
final class FooterNotes {
  /** The key that names the columns that were spliced in, and the writer of their bytes. */
  static final String SPLICED = "dev.deltaenrich.spliced";

  /**
   * Arrow's own schema, in binary. Arrow takes this schema's fields for the file's by position, and
   * some versions do not compare how many there are. Without this schema, Arrow uses Parquet's.
   */
  private static final String ARROW = "ARROW:schema";

  private FooterNotes() {}

  static List<ThriftStruct> with(List<ThriftStruct> before, List<AddedColumn> added) {
    List<ThriftStruct> after = new ArrayList<>();
    for (ThriftStruct entry : before) {
      String key = entry.text(Fields.KeyValue.KEY);
      if (key.equals(SparkSchema.KEY)) {
        SparkSchema.with(entry.text(Fields.KeyValue.VALUE), added)
            .ifPresent(json -> after.add(entry.withText(Fields.KeyValue.VALUE, json)));
      } else if (!Set.of(ARROW, SPLICED).contains(key)) {
        after.add(entry);
      }
    }
    String columns = added.stream().map(AddedColumn::name).collect(Collectors.joining(", "));
    after.add(
        ThriftStruct.empty()
            .withText(Fields.KeyValue.KEY, SPLICED)
            .withText(Fields.KeyValue.VALUE, columns + " by " + Version.FULL_VERSION));
    return after;
  }
}
