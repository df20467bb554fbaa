package dev.deltaenrich.splice;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A source whose footer was read and whose keys can be.
 *
 * @param source its bytes; open
 * @param footer its footer; row groups without rows are left out, and columns that are not wanted
 * @param schema its columns
 * @param check what else can be asked of the footer
 * @param keys where the keys of each lookup are
 */
record OpenSource(
    Source source,
    ParquetFooter footer,
    SchemaNode schema,
    SpliceCheck check,
    List<LocatedKey> keys)
    implements Closeable {

  /**
   * Opens a file and finds the keys.
   *
   * @param columns which of its columns are wanted
   * @param keys where the keys of each lookup are, among these columns
   * @throws NotSpliceableException when a key cannot be read
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT, when the footer contradicts
   *     itself
   */
  static OpenSource of(
      Configuration conf, Path path, long bytesInLog, SourceColumns columns, List<SourceKey> keys)
      throws NotSpliceableException, IOException {
    Source source = Source.open(conf, path, bytesInLog);
    try {
      return of(source, columns, keys);
    } catch (NotSpliceableException | IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /**
   * Finds the keys of a file that is open.
   *
   * @throws NotSpliceableException when a key cannot be read
   */
  static OpenSource of(Source source, SourceColumns columns, List<SourceKey> keys)
      throws NotSpliceableException, IOException {
    ParquetFooter whole = ParquetFooter.read(source);
    SpliceCheck.requirePlain(whole);
    Optional<String> contradiction = whole.contradiction();
    if (contradiction.isPresent()) {
      throw CorruptFile.contradiction(source.path(), contradiction.get());
    }
    ParquetFooter footer = projected(whole.withoutEmptyGroups(), columns);
    SchemaNode schema = SchemaNode.of(footer.file());
    SpliceCheck check = new SpliceCheck(footer, schema);
    List<LocatedKey> located = new ArrayList<>();
    for (SourceKey key : keys) {
      located.add(LocatedKey.find(key, footer, schema, check));
    }
    return new OpenSource(source, footer, schema, check, List.copyOf(located));
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
        SchemaNode.of(file),
        check,
        keys);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
