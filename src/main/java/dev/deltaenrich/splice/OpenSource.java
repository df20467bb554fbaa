package dev.deltaenrich.splice;

import dev.deltaenrich.config.KeyType;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
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
 * @param key the column they are in; empty when the file lacks it or they are in none
 */
record OpenSource(
    Source source,
    ParquetFooter footer,
    FileSchema schema,
    SpliceCheck check,
    SourceKey where,
    Optional<KeyColumn> key)
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
    Optional<KeyColumn> column =
        key.path().isEmpty() ? Optional.empty() : KeyColumn.find(schema, key.path(), key.type());
    if (column.isPresent()) {
      check.requireKey(column.get());
      requireKnownDays(column.get(), footer);
    } else {
      check.requireRoomForRows();
    }
    return new OpenSource(source, footer, schema, check, key, column);
  }

  /** Old days of another calendar would be found as other dates than Spark shows. */
  private static void requireKnownDays(KeyColumn key, ParquetFooter footer)
      throws NotSpliceableException {
    if (key.type() == KeyType.DATE && FileCalendar.of(footer.file()).hasJulianDates()) {
      throw new NotSpliceableException(
          Refusal.KEY_TYPE,
          "its key '%s' counts days by the calendar of Spark 2".formatted(key.name()));
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
        key);
  }

  /** The keys of its rows; of a file that lacks the column no row has one. */
  FileKeys keys(Configuration conf) throws NotSpliceableException {
    FileKeys keys =
        key.isPresent()
            ? KeyReader.open(conf, source, footer, key.get())
            : new ConstantKeys(footer, where.value());
    return where.paddedTo() == 0 ? keys : new PaddedKeys(keys, where.paddedTo());
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
