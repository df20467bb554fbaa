package dev.deltaenrich.splice;

import dev.deltaenrich.config.KeyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/**
 * Where the keys of one lookup are in a file whose footer was read.
 *
 * @param where where they are to be found
 * @param columns the column of each part of them; empty when the file lacks the column or the part
 *     is in none
 */
record LocatedKey(SourceKey where, List<Optional<KeyColumn>> columns) {

  /**
   * Finds them.
   *
   * @throws NotSpliceableException when they cannot be read
   */
  static LocatedKey find(SourceKey key, ParquetFooter footer, FileSchema schema, SpliceCheck check)
      throws NotSpliceableException {
    List<Optional<KeyColumn>> columns = new ArrayList<>();
    for (SourceKey.Part part : key.parts()) {
      columns.add(
          part.isInColumn() ? KeyColumn.find(schema, part.path(), part.type()) : Optional.empty());
    }
    for (Optional<KeyColumn> column : columns) {
      if (column.isPresent()) {
        check.requireKey(column.get());
        requireKnownDays(column.get(), footer);
      } else {
        check.requireRoomForRows();
      }
    }
    return new LocatedKey(key, List.copyOf(columns));
  }

  /** Old days of another calendar would be found as other dates than Spark shows. */
  private static void requireKnownDays(KeyColumn key, ParquetFooter footer)
      throws NotSpliceableException {
    if (key.type() == KeyType.DATE && FileCalendar.of(footer.file()).hasJulianDates()) {
      throw new NotSpliceableException(
          Refusal.KEY_TYPE,
          "its key '%s' counts old days by the Julian calendar, as Spark 2 does, and Spark 3 where set to LEGACY"
              .formatted(key.name()));
    }
  }

  /** Whether rows may have a key: each part is in a column of the file, or has a value. */
  boolean mayBeThere() {
    return IntStream.range(0, columns.size())
        .allMatch(i -> columns.get(i).isPresent() || where.parts().get(i).value() != null);
  }

  /** The keys of a file's rows; of a file that lacks the column no row has one. */
  FileKeys open(Configuration conf, Source source, ParquetFooter footer)
      throws NotSpliceableException {
    List<FileKeys> parts = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      SourceKey.Part part = where.parts().get(i);
      FileKeys keys =
          columns.get(i).isPresent()
              ? KeyReader.open(conf, source, footer, columns.get(i).get())
              : new ConstantKeys(footer, part.value());
      parts.add(part.paddedTo() == 0 ? keys : new PaddedKeys(keys, part.paddedTo()));
    }
    return parts.size() == 1 ? parts.get(0) : new CompositeKeys(source.path(), parts);
  }
}
