package dev.deltaenrich.enrich;

import dev.deltaenrich.config.NewColumn;
import dev.deltaenrich.config.Rule;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.source.RawKey;
import dev.deltaenrich.source.RawTable;
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
 * @param key what is looked up
 * @param partitions the partition columns
 * @param padded to how many code points readers pad each part of the key; 0 where they do not
 * @param widened whether files may hold narrower types, from before a column was widened
 */
record RawColumns(
    StructType stored,
    StructType shown,
    SourceColumns kept,
    RawKey key,
    List<String> partitions,
    List<Integer> padded,
    boolean widened)
    implements Serializable {
  static RawColumns of(RawTable raw, Rule rule) {
    RawKey key = raw.key(rule);
    // A file may hold a column that the table does not show, of the name of one that is added.
    return new RawColumns(
        raw.storedColumns(),
        raw.shownColumns(),
        new SourceColumns(
            raw.mappedColumns(), rule.columns().stream().map(NewColumn::name).toList()),
        key,
        List.copyOf(raw.partitionColumns()),
        key.parts().stream().map(part -> raw.paddedTo(part.name())).toList(),
        raw.widensTypes());
  }

  /** Where the keys of a source's rows are: in columns of it or in its partition. */
  SourceKey keyOf(SourceFile source) {
    return new SourceKey(
        IntStream.range(0, padded.size())
            .mapToObj(i -> part(key.parts().get(i), padded.get(i), source))
            .toList());
  }

  private SourceKey.Part part(RawKey.Part part, int paddedTo, SourceFile source) {
    return part.of(source.partitionValues(), partitions.contains(part.name()), paddedTo);
  }
}
