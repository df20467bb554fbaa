package dev.deltaenrich.splice;

import java.io.EOFException;
import java.io.IOException;
import java.util.function.LongPredicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Adds the columns of one rule to any number of files. Thread-safe.
 *
 * @param conf how to reach the files
 * @param lookup what to add
 * @param columns which columns of a file stay
 */
public record Splicer(Configuration conf, PreparedLookup lookup, SourceColumns columns) {
  /** Adds the same columns to files that were made of such files. */
  public Splicer ofSpliced() {
    return new Splicer(conf, lookup, columns.ofSpliced());
  }

  /**
   * Reads a source's footer and decides whether it can be spliced. One request for the file's
   * status and, unless the footer is very large, one for bytes.
   *
   * @param bytesInLog the size the table's log gives
   * @param key where its keys are
   * @throws NotSpliceableException when it cannot
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT, when the footer contradicts
   *     itself
   * @throws java.io.FileNotFoundException when there is no such file
   * @throws IOException when the store fails
   */
  public Splice open(Path source, long bytesInLog, SourceKey key)
      throws NotSpliceableException, IOException {
    OpenSource open = OpenSource.of(conf, source, bytesInLog, columns, key);
    try {
      open.check().require();
      open.check().requireKept();
      return new Splice(conf, lookup, open, open.keys(conf));
    } catch (NotSpliceableException | RuntimeException e) {
      open.close();
      throw e;
    }
  }

  /**
   * Reads a source that becomes a part of a file: all of it where it is small, else its footer.
   *
   * @param source its path and the size the table's log gives
   * @param key where its keys are
   * @param deleted tells of the number of a row, from 0 on, whether the row is left out; null where
   *     none is
   * @throws NotSpliceableException when it cannot
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT, when the footer contradicts
   *     itself
   * @throws java.io.FileNotFoundException when there is no such file
   * @throws IOException when the store fails
   */
  public MergeSource openToMerge(FileStatus source, SourceKey key, LongPredicate deleted)
      throws NotSpliceableException, IOException {
    return openToMerge(source, key, deleted, MergeSource.SMALL_GROUP);
  }

  /** The same where row groups of other sizes count as small. */
  MergeSource openToMerge(FileStatus source, SourceKey key, LongPredicate deleted, long smallGroup)
      throws NotSpliceableException, IOException {
    OpenSource open = openSource(source, key);
    try {
      open.check().require();
      return MergeSource.of(open, deleted, smallGroup);
    } catch (NotSpliceableException | RuntimeException e) {
      open.close();
      throw e;
    }
  }

  private OpenSource openSource(FileStatus source, SourceKey key)
      throws NotSpliceableException, IOException {
    if (source.getLen() > MergeSource.LARGEST_IN_MEMORY) {
      return OpenSource.of(conf, source.getPath(), source.getLen(), columns, key);
    }
    try {
      return OpenSource.of(Source.readWhole(conf, source), columns, key);
    } catch (NotParquetException | EOFException e) {
      FileStatus found = Source.requireSize(conf, source.getPath(), source.getLen());
      if (found.getLen() == source.getLen()) {
        throw e;
      }
      return OpenSource.of(Source.readWhole(conf, found), columns, key);
    }
  }

  /** Starts a file of several sources, see {@link FileMerge}. */
  public FileMerge merge(MergeSource first, NewFile target)
      throws NotSpliceableException, IOException {
    return new FileMerge(conf, lookup, first, target);
  }
}
