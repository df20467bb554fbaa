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
 * @param time the column of the rows' times; empty when the file lacks the column, or times are not
 *     asked for or in none
 */
record LocatedKey(SourceKey where, List<Optional<KeyColumn>> columns, Optional<KeyColumn> time) {

  /**
   * Finds them.
   *
   * @throws NotSpliceableException when they cannot be read
   */
  static LocatedKey find(SourceKey key, ParquetFooter footer, SchemaNode schema, SpliceCheck check)
      throws NotSpliceableException {
    List<Optional<KeyColumn>> columns = new ArrayList<>();
    for (SourceKey.Part part : key.parts()) {
      columns.add(find(part, footer, schema, check));
    }
    Optional<KeyColumn> time =
        key.time() == null ? Optional.empty() : find(key.time().part(), footer, schema, check);
    return new LocatedKey(key, List.copyOf(columns), time);
  }

  private static Optional<KeyColumn> find(
      SourceKey.Part part, ParquetFooter footer, SchemaNode schema, SpliceCheck check)
      throws NotSpliceableException {
    Optional<KeyColumn> column =
        part.isInColumn() ? KeyColumn.find(schema, part.path(), part.type()) : Optional.empty();
    if (column.isPresent()) {
      check.requireKey(column.get());
      requireKnownCalendar(column.get(), footer);
    } else {
      check.requireRoomForRows();
    }
    return column;
  }

  /** Old days of another calendar would be found as other dates than Spark shows. */
  private static void requireKnownCalendar(KeyColumn key, ParquetFooter footer)
      throws NotSpliceableException {
    FileCalendar calendar = FileCalendar.of(footer.file());
    if (key.type() == KeyType.DATE && calendar.hasJulianDates()
        || key.type() == KeyType.TIME && calendar.hasJulianTimes()) {
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
      FileKeys keys = open(conf, source, footer, columns.get(i), part);
      parts.add(part.paddedTo() == 0 ? keys : new PaddedKeys(keys, part.paddedTo()));
    }
    return parts.size() == 1 ? parts.get(0) : new CompositeKeys(source.path(), parts);
  }

  private static FileKeys open(
      Configuration conf,
      Source source,
      ParquetFooter footer,
      Optional<KeyColumn> column,
      SourceKey.Part part)
      throws NotSpliceableException {
    return column.isPresent()
        ? KeyReader.open(conf, source, footer, column.get())
        : new ConstantKeys(footer, part.value());
  }

  /** The times of a file's rows; null where they are not asked for. */
  RowTimes openTimes(Configuration conf, Source source, ParquetFooter footer)
      throws NotSpliceableException {
    if (where.time() == null) {
      return null;
    }
    FileKeys keys = open(conf, source, footer, time, where.time().part());
    // What is in no column is in microseconds already.
    TimeForm form = time.isPresent() ? time.get().stored().timeForm(where.time().zone()) : null;
    return new RowTimes(keys, form);
  }
}
