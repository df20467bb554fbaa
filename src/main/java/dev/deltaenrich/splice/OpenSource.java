package dev.deltaenrich.splice;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A source whose footer was read and whose key can be.
 *
 * @param source its bytes; open
 * @param footer its footer; row groups without rows are left out
 * @param schema its columns
 * @param check what else can be asked of the footer
 * @param key where its key is
 */
record OpenSource(
    Source source, ParquetFooter footer, FileSchema schema, SpliceCheck check, KeyColumn key)
    implements Closeable {

  /**
   * Opens a file and finds the key.
   *
   * @throws NotSpliceableException when the key cannot be read
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT, when the footer contradicts
   *     itself
   */
  static OpenSource of(Configuration conf, Path path, long bytesInLog, String key)
      throws NotSpliceableException, IOException {
    Source source = Source.open(conf, path, bytesInLog);
    try {
      return of(source, key);
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
  static OpenSource of(Source source, String key) throws NotSpliceableException, IOException {
    ParquetFooter whole = ParquetFooter.read(source);
    FileSchema schema = FileSchema.of(whole.file());
    SpliceCheck.requirePlain(whole);
    Optional<String> contradiction = whole.contradiction();
    if (contradiction.isPresent()) {
      throw CorruptFile.contradiction(source.path(), contradiction.get());
    }
    ParquetFooter footer = whole.withoutEmptyGroups();
    SpliceCheck check = new SpliceCheck(footer, schema);
    KeyColumn column = KeyColumn.find(schema, key);
    check.requireKey(column);
    return new OpenSource(source, footer, schema, check, column);
  }

  KeyReader keys(Configuration conf) throws NotSpliceableException {
    return KeyReader.open(conf, source, footer, key);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
