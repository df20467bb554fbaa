package dev.deltaenrich.enrich;

import dev.deltaenrich.config.NewColumn;
import dev.deltaenrich.config.Rule;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.source.RawKey;
import dev.deltaenrich.source.RawTable;
import dev.deltaenrich.source.RawTime;
import dev.deltaenrich.splice.SourceColumns;
import dev.deltaenrich.splice.SourceKey;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.StructType;

/**
 * How the raw table's columns are found in its files, and which of them spliced files have.
 *
 * @param stored its columns as files call them, without partition columns
 * @param shown the same as its schema shows them
 * @param kept those that spliced files have
 * @param keys what is looked up, of each lookup
 * @param partitions the partition columns
 * @param widened whether files may hold narrower types, from before a column was widened
 */
record RawColumns(
    StructType stored,
    StructType shown,
    SourceColumns kept,
    List<PaddedKey> keys,
    List<String> partitions,
    boolean widened)
    implements Serializable {
  /**
   * A key in raw.
   *
   * @param padded to how many code points readers pad each part of it; 0 where they do not
   */
  private record PaddedKey(RawKey key, List<Integer> padded) implements Serializable {
    static PaddedKey of(RawTable raw, Rule rule) {
      RawKey key = raw.key(rule);
      return new PaddedKey(
          key, key.parts().stream().map(part -> raw.paddedTo(part.name())).toList());
    }
  }

  static RawColumns of(RawTable raw, List<Rule> rules) {
    // A file may hold a column that the table does not show, of the name of one that is added.
    return new RawColumns(
        raw.storedColumns(),
        raw.shownColumns(),
        new SourceColumns(
            raw.mappedColumns(),
            rules.stream().flatMap(rule -> rule.columns().stream()).map(NewColumn::name).toList()),
        rules.stream().map(rule -> PaddedKey.of(raw, rule)).toList(),
        List.copyOf(raw.partitionColumns()),
        raw.widensTypes());
  }

  /** Where the keys of a source's rows are, of each lookup. */
  List<SourceKey> keysOf(SourceFile source) {
    return IntStream.range(0, keys.size()).mapToObj(lookup -> keyOf(source, lookup)).toList();
  }

  /** Where the keys of a source's rows are: in columns of it or in its partition. */
  SourceKey keyOf(SourceFile source, int lookup) {
    PaddedKey key = keys.get(lookup);
    return new SourceKey(
        IntStream.range(0, key.padded().size())
            .mapToObj(i -> part(key.key().parts().get(i), key.padded().get(i), source))
            .toList(),
        key.key().time() == null ? null : timeOf(key.key().time(), source));
  }

  private SourceKey.Time timeOf(RawTime time, SourceFile source) {
    return time.of(source.partitionValues(), partitions.contains(time.name()));
  }

  private SourceKey.Part part(RawKey.Part part, int paddedTo, SourceFile source) {
    return part.of(source.partitionValues(), partitions.contains(part.name()), paddedTo);
  }
}
