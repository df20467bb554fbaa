package dev.deltaenrich.splice;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Adds the columns of one or several lookups to any number of files. Thread-safe.
 *
 * @param conf how to reach the files
 * @param lookups what to add, in this order
 * @param columns which columns of a file stay
 */
public record Splicer(Configuration conf, List<PreparedLookup> lookups, SourceColumns columns) {
  /** Copies {@code lookups}. */
  public Splicer {
    lookups = List.copyOf(lookups);
  }

  /** Adds the same columns to files that were made of such files. */
  public Splicer ofSpliced() {
    return new Splicer(conf, lookups, columns.ofSpliced());
  }

  /**
   * Reads a source's footer and decides whether it can be spliced. One request for the file's
   * status and, unless the footer is very large, one for bytes.
   *
   * @param bytesInLog the size the table's log gives
   * @param keys where the keys of each lookup are
   * @throws NotSpliceableException when it cannot
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT, when the footer contradicts
   *     itself
   * @throws java.io.FileNotFoundException when there is no such file
   * @throws IOException when the store fails
   */
  public Splice open(Path source, long bytesInLog, List<SourceKey> keys)
      throws NotSpliceableException, IOException {
    OpenSource open = OpenSource.of(conf, source, bytesInLog, columns, keys);
    try {
      open.check().require();
      open.check().requireKept();
      return new Splice(conf, lookups, open, KeysByLookup.open(conf, open));
    } catch (NotSpliceableException | RuntimeException e) {
      open.close();
      throw e;
    }
  }

  /**
   * Reads a source that becomes a part of a file: all of it where it is small, else its footer.
   *
   * @param source its path and the size the table's log gives
   * @param keys where the keys of each lookup are
   * @param deleted tells of the number of a row, from 0 on, whether the row is left out; null where
   *     none is
   * @throws NotSpliceableException when it cannot
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT, when the footer contradicts
   *     itself
   * @throws java.io.FileNotFoundException when there is no such file
   * @throws IOException when the store fails
   */
  public MergeSource openToMerge(FileStatus source, List<SourceKey> keys, LongPredicate deleted)
      throws NotSpliceableException, IOException {
    return openToMerge(source, keys, deleted, MergeSource.SMALL_GROUP);
  }

  /** The same where row groups of other sizes count as small. */
  MergeSource openToMerge(
      FileStatus source, List<SourceKey> keys, LongPredicate deleted, long smallGroup)
      throws NotSpliceableException, IOException {
    OpenSource open = openSource(source, keys);
    try {
      open.check().require();
      return MergeSource.of(open, deleted, smallGroup);
    } catch (NotSpliceableException | RuntimeException e) {
      open.close();
      throw e;
    }
  }

  private OpenSource openSource(FileStatus source, List<SourceKey> keys)
      throws NotSpliceableException, IOException {
    if (source.getLen() > MergeSource.LARGEST_IN_MEMORY) {
      return OpenSource.of(conf, source.getPath(), source.getLen(), columns, keys);
    }
    try {
      return OpenSource.of(Source.readWhole(conf, source), columns, keys);
    } catch (NotParquetException | EOFException e) {
      FileStatus found = Source.requireSize(conf, source.getPath(), source.getLen());
      if (found.getLen() == source.getLen()) {
        throw e;
      }
      return OpenSource.of(Source.readWhole(conf, found), columns, keys);
    }
  }

  /** Starts a file of several sources, see {@link FileMerge}. */
  public FileMerge merge(MergeSource first, NewFile target)
      throws NotSpliceableException, IOException {
    return new FileMerge(conf, lookups, first, target, Optional.empty());
  }

  /** The same, with another file for the rows that go to the quarantine. */
  public FileMerge merge(MergeSource first, NewFile target, FileMerge.Quarantine quarantine)
      throws NotSpliceableException, IOException {
    return new FileMerge(conf, lookups, first, target, Optional.of(quarantine));
  }
}
