package dev.deltaenrich.splice;

import dev.deltaenrich.config.KeyType;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A source whose footer was read and whose key can be, where it has one.
 *
 * @param source its bytes; open
 * @param footer its footer; row groups without rows are left out, and columns that are not wanted
 * @param schema its columns
 * @param check what else can be asked of the footer
 * @param where where its keys are to be found
 * @param keys the column of each part of them; empty when the file lacks the column or the part is
 *     in none
 */
record OpenSource(
    Source source,
    ParquetFooter footer,
    FileSchema schema,
    SpliceCheck check,
    SourceKey where,
    List<Optional<KeyColumn>> keys)
    implements Closeable {

  /**
   * Opens a file and finds the key.
   *
   * @param columns which of its columns are wanted
   * @param key where its key is, among these columns
   * @throws NotSpliceableException when the key cannot be read
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT, when the footer contradicts
   *     itself
   */
  static OpenSource of(
      Configuration conf, Path path, long bytesInLog, SourceColumns columns, SourceKey key)
      throws NotSpliceableException, IOException {
    Source source = Source.open(conf, path, bytesInLog);
    try {
      return of(source, columns, key);
    } catch (NotSpliceableException | IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /**
   * Finds the key of a file that is open.
   *
   * @throws NotSpliceableException when the key cannot be read
   */
  static OpenSource of(Source source, SourceColumns columns, SourceKey key)
      throws NotSpliceableException, IOException {
    ParquetFooter whole = ParquetFooter.read(source);
    SpliceCheck.requirePlain(whole);
    Optional<String> contradiction = whole.contradiction();
    if (contradiction.isPresent()) {
      throw CorruptFile.contradiction(source.path(), contradiction.get());
    }
    ParquetFooter footer = projected(whole.withoutEmptyGroups(), columns);
    FileSchema schema = FileSchema.of(footer.file());
    SpliceCheck check = new SpliceCheck(footer, schema);
    List<Optional<KeyColumn>> keys = new ArrayList<>();
    for (SourceKey.Part part : key.parts()) {
      keys.add(
          part.isInColumn() ? KeyColumn.find(schema, part.path(), part.type()) : Optional.empty());
    }
    OpenSource open = new OpenSource(source, footer, schema, check, key, List.copyOf(keys));
    open.requireKeys();
    return open;
  }

  private void requireKeys() throws NotSpliceableException {
    for (Optional<KeyColumn> column : keys) {
      if (column.isPresent()) {
        check.requireKey(column.get());
        requireKnownDays(column.get());
      } else {
        check.requireRoomForRows();
      }
    }
  }

  /** Old days of another calendar would be found as other dates than Spark shows. */
  private void requireKnownDays(KeyColumn key) throws NotSpliceableException {
    if (key.type() == KeyType.DATE && FileCalendar.of(footer.file()).hasJulianDates()) {
      throw new NotSpliceableException(
          Refusal.KEY_TYPE,
          "its key '%s' counts old days by the Julian calendar, as Spark 2 does, and Spark 3 where set to LEGACY"
              .formatted(key.name()));
    }
  }

  private static ParquetFooter projected(ParquetFooter footer, SourceColumns columns)
      throws NotSpliceableException {
    return new ParquetFooter(columns.of(footer.file()), footer.start(), footer.bytes());
  }

  /** The same source with another schema in its footer; one chunk for each leaf, as before. */
  OpenSource withSchema(List<ThriftStruct> elements) throws NotSpliceableException {
    ThriftStruct file = footer.file().withStructs(Fields.File.SCHEMA, elements);
    return new OpenSource(
        source,
        new ParquetFooter(file, footer.start(), footer.bytes()),
        FileSchema.of(file),
        check,
        where,
        keys);
  }

  /** Whether rows may have a key: each part is in a column of the file, or has a value. */
  boolean hasKeys() {
    return IntStream.range(0, keys.size())
        .allMatch(i -> keys.get(i).isPresent() || where.parts().get(i).value() != null);
  }

  /** The keys of its rows; of a file that lacks the column no row has one. */
  FileKeys keys(Configuration conf) throws NotSpliceableException {
    List<FileKeys> parts = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      parts.add(part(conf, where.parts().get(i), keys.get(i)));
    }
    return parts.size() == 1 ? parts.get(0) : new CompositeKeys(source.path(), parts);
  }

  private FileKeys part(Configuration conf, SourceKey.Part part, Optional<KeyColumn> column)
      throws NotSpliceableException {
    FileKeys keys =
        column.isPresent()
            ? KeyReader.open(conf, source, footer, column.get())
            : new ConstantKeys(footer, part.value());
    return part.paddedTo() == 0 ? keys : new PaddedKeys(keys, part.paddedTo());
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
